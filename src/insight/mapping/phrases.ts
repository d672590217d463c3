import type { Status } from '../../model/index.ts'

/**
 * How carriers word a status, in the languages they mostly write; our own writing. Phrases are divided by ` | `. They are
 * what an unknown code's text is compared with, so they hold the words that tell one status from the others.
 */
export const phrases = {
  not_found: `no information available | tracking number not found | no record of this shipment | shipment unknown
    | no tracking data yet | status not available | keine Informationen verfügbar | Sendung nicht gefunden
    | aucune information disponible | colis inconnu | geen informatie beschikbaar | no hay información | nessuna informazione
    | brak informacji o przesyłce`,
  info_received: `order information received | shipment announced | ready for the carrier | expected by the carrier
    | waiting for the parcel from the sender | pending shipment | awaiting drop-off | not yet handed over
    | Sendung angekündigt | colis annoncé | zending aangemeld | envío anunciado | spedizione annunciata
    | przesyłka zapowiedziana | przesyłka oczekuje na nadanie
    | we expect the parcel from the sender | the carrier has not received the parcel yet`,
  'info_received/label_created': `shipping label created | label printed | the sender created a label | label generated
    | label purchased, not yet in the system | Versandlabel erstellt | Etikett gedruckt | étiquette créée
    | étiquette d'envoi imprimée | label aangemaakt | verzendlabel afgedrukt | etiqueta creada | etiqueta impresa
    | etichetta creata | etykieta utworzona | wydrukowano etykietę`,
  'info_received/pickup_scheduled': `pickup scheduled | collection booked | pickup request created | collection arranged with sender
    | courier will collect from sender | pickup order received | driver on the way to the pickup
    | pickup not possible, shipment not ready | Abholung beauftragt | Abholauftrag angenommen | enlèvement planifié
    | ramassage programmé | ophaalopdracht ontvangen | recogida programada | ritiro programmato | zlecono odbiór od nadawcy
    | a driver tried to collect the parcel and it was not ready | pickup requested | pick-up order`,
  'info_received/data_received': `shipment data received | electronic notification received | shipping details transmitted
    | manifest received | pre-advice received electronically | order data received, parcel not yet with us
    | billing data received | data file received from shipper | manifested | pre-transit
    | Sendungsdaten elektronisch übermittelt | Daten vom Versender erhalten | données de l'envoi reçues
    | informations transmises par l'expéditeur | zendinggegevens ontvangen | elektronisch voorgemeld
    | datos del envío recibidos | información electrónica recibida | dati della spedizione ricevuti
    | otrzymano dane o przesyłce | dane przesyłki przekazane elektronicznie
    | data without parcel | data record sent | pre-announcement`,
  in_transit: `in transit | on its way | moving through the network | on the way to the next facility | in transport
    | forwarded | en route | shipment under way | moved to the next hub | network scan | on the road | transferred
    | unterwegs | im Transport | weitergeleitet | Sendung ist unterwegs | en cours d'acheminement | en transit | acheminé
    | onderweg | in behandeling | en camino | en tránsito | in viaggio
    | in transito | w drodze | w transporcie
    | the parcel is moving within the network | the service was upgraded`,
  'in_transit/accepted': `accepted by the carrier | shipment accepted at the counter | parcel dropped off by sender
    | received from the sender | handed in at post office | posted | item lodged | received at the depot from shipper
    | shipment received by the carrier | drop-off at service point | shipment accepted | posting | item received by the post
    | Sendung eingeliefert | Annahme | vom Absender eingeliefert | pris en charge | colis déposé | dépôt effectué
    | ontvangen door de vervoerder | pakket afgegeven | zending aangenomen | admitido | aceptado en oficina | depositado
    | preso in carico | accettata | nadana | przyjęta w oddziale | przyjęto od nadawcy
    | the service point received the parcel from the sender | handed over to the carrier by the customer`,
  'in_transit/picked_up': `picked up | collected from sender | shipment picked up | collected by courier | pickup completed
    | parcel collected from the shipper | pickup successful | courier has collected the goods | cargo picked up
    | abgeholt beim Absender | Abholung erfolgt | ramassé chez l'expéditeur | enlevé | collecté
    | opgehaald bij de afzender | recogido en origen | recogido del remitente | ritirata presso il mittente | ritirato
    | odebrana od nadawcy | kurier odebrał przesyłkę`,
  'in_transit/origin_scan': `origin scan | first scan | scanned at origin | processed where it started
    | arrived at origin processing center | export parcel centre of origin | im Start-Paketzentrum bearbeitet
    | traité dans le centre de départ | gesorteerd in het sorteercentrum van herkomst | procesado en origen
    | elaborata nella sede di partenza | przetworzona w sortowni nadawczej`,
  'in_transit/departed': `departed facility | left the depot | departed from hub | departed terminal | dispatched from sorting center
    | departure | shipment has left the warehouse | loaded on vehicle | loaded for transport | line haul departed
    | flight departed | vessel departed | sent out | dispatched | depot verlassen | Abgang | hat das Paketzentrum verlassen
    | verladen | départ | a quitté le centre de tri | expédié | chargé | vertrokken | vertrokken uit sorteercentrum
    | salida de la delegación | ha salido | partita | partito dalla filiale | caricato | wysłana z oddziału
    | wyjście z sortowni | wydana do transportu
    | the vehicle has left the location | loaded into a container | assigned to transport | Fahrzeug abgefahren`,
  'in_transit/arrived_facility': `arrived at facility | arrived at hub | arrival scan | received at depot | processed at sorting center
    | sorted | unloaded from vehicle | in the warehouse | arrival at terminal | received at warehouse | in facility
    | inbound scan | hub scan | processed through facility | item processed | flight arrived | arrived at airport
    | transit depot | checked in | Eingang | im Paketzentrum bearbeitet | sortiert | angekommen im Depot | arrivé
    | arrivé au centre de tri | trié | arrivée | aangekomen in het depot | gesorteerd | sorteercentrum | llegada
    | en almacén | clasificado | recibido en delegación | arrivata in filiale | arrivata presso il centro | smistata
    | dotarła do oddziału | przyjęcie w sortowni | sortowanie
    | the vehicle has arrived at the location | in storage | Fahrzeug eingetroffen | Lagerung | Sortierung`,
  'in_transit/export': `left the country of origin | exported | export cleared | departed origin country | handed to airline
    | outward office of exchange | international departure | uplifted | ready for export | export scan
    | Export bearbeitet | hat das Ursprungsland verlassen | Auslands-Paketzentrum | exporté | départ du pays d'origine
    | geëxporteerd | het land van herkomst verlaten | exportación | salida internacional | esportazione
    | eksport przesyłki | opuściła kraj nadania`,
  'in_transit/import': `has reached the country it goes to | import received | inward office of exchange | arrival in country of destination
    | international arrival | import scan | imported | im Zielland eingetroffen | Import-Paketzentrum
    | arrivé dans le pays de destination | importation | aangekomen in het land van bestemming | importación
    | llegada al país de destino | arrivata nel paese di destinazione | importazione | dotarła do kraju przeznaczenia`,
  'in_transit/customs_processing': `customs clearance has begun | presented to customs | clearance processing | in customs
    | awaiting customs clearance | undergoing customs inspection | customs status updated | clearance event
    | customs formalities started | pending release from government agency | submitted for clearance | bonded warehouse
    | duties and taxes paid | broker notified | Zollabfertigung | wird dem Zoll vorgeführt | in der Verzollung
    | en cours de dédouanement | en douane | présenté à la douane | wordt ingeklaard | bij de douane | en aduana
    | despacho de aduanas en curso | in dogana | sdoganamento in corso | odprawa celna | w trakcie odprawy celnej
    | the parcel is waiting for release by a government agency, then it goes on its way | the clearance information is being reviewed | handed to the receiver's own broker | import inspection by the authorities | into clearance | kept ready for customs clearance | Zoll | Verzollung läuft`,
  'in_transit/customs_cleared': `customs cleared | released by customs | clearance completed | customs clearance complete
    | released from customs | import clearance successful | cleared | inspection by customs completed
    | Zollabfertigung abgeschlossen | vom Zoll freigegeben | verzollt | dédouané | libéré par la douane | ingeklaard
    | vrijgegeven door de douane | despachado de aduana | liberado por aduana | sdoganata | rilasciata dalla dogana
    | odprawa celna zakończona | zwolniona przez urząd celny
    | released by the government agency | released from clearance | Zollfreigabe`,
  'in_transit/at_destination_facility': `arrived at destination facility | at the delivery depot | at local delivery office
    | arrived at destination | at delivery center | at the final delivery branch | arrived at post office for delivery
    | at local facility | in der Zustellbasis | im Ziel-Paketzentrum | im Zustelldepot | arrivé sur le site de distribution
    | arrivé à l'agence de livraison | aangekomen op bezorgdepot | en delegación de destino | en la oficina de reparto
    | arrivata nella sede di destinazione | in filiale di consegna | w oddziale doręczającym | w placówce docelowej`,
  'in_transit/handed_to_partner': `handed over to partner | transferred to delivery partner | given to third party carrier
    | tendered to postal service | transferred to local carrier | handover to agent | with partner carrier
    | given to final delivery agent | subcontractor takes over | an Partner übergeben | Übergabe an Zustellpartner
    | remis au partenaire | transmis au transporteur partenaire | overgedragen aan partner | entregado al operador asociado
    | affidata al corriere partner | przekazana partnerowi`,
  'in_transit/rescheduled': `delivery rescheduled | new delivery date | delivery date changed by customer | future delivery requested
    | redelivery arranged | delivery postponed | delivery appointment made | address change requested | redirected
    | rerouted at the customer's request | delivery preference received | delivery change requested | forwarded to new address
    | delivery planned for tomorrow | next delivery date agreed | receiver changed the delivery | address corrected
    | redirected to pickup point | to be delivered to a parcel shop instead | neuer Zustelltermin | Umverfügung | Wunschtag
    | Zustellung verschoben | umgeleitet | Nachsendung | livraison reprogrammée | livraison reportée | réexpédié
    | nouvelle date de livraison | bezorging verplaatst | nieuwe bezorgdatum | doorgestuurd naar ander adres
    | entrega reprogramada | nueva fecha de entrega | reexpedido | consegna riprogrammata | nuova data di consegna
    | zmieniono termin doręczenia | przekierowana | dosłana na nowy adres
    | as the receiver asked, the delivery was changed | it will be delivered to another address | we will try to deliver again | the delivery goes to the original address | delivery to the pickup point is pending | the sender asked for a delivery change | a hold for pickup was requested | the delivery day was moved because of a holiday | new estimated date | Empfängerverfügung`,
  'in_transit/delayed': `delayed | delay in transit | shipment delayed | delivery will be late | operational delay | missed connection
    | late arrival of flight | late trailer | not processed today | transport delayed | may arrive later than planned
    | traffic delay | delivery not possible today due to time | temporarily delayed | held until next business day | backlog
    | verspätet | Verzögerung | verspätete Ankunft | verzögert sich | retardé | retard d'acheminement | vertraagd
    | vertraging | loopt vertraging op | retrasado | retraso en el transporte | in ritardo | ritardo nella consegna
    | opóźniona | opóźnienie w doręczeniu
    | this may cause a delay, the delivery will be as soon as possible | we missed the planned transfer time | the parcel missed its connection and delivery is late | the parcel was left behind and comes later | the chosen service is not available at this destination | a remote area needs more time | waiting for the other parcels of the shipment`,
  out_for_delivery: `out for delivery | out to deliver | delivery today | in delivery | on delivery round | will be delivered today
    | loaded for delivery | at delivery | in Zustellung | wird heute zugestellt | en cours de livraison | en livraison
    | livraison prévue aujourd'hui | wordt vandaag bezorgd | onderweg voor bezorging | en reparto | sale a reparto
    | in consegna | wydana do doręczenia | w doręczeniu
    | the driver delivers today | the parcel left for delivery`,
  'out_for_delivery/with_courier': `with delivery courier | on vehicle for delivery | with the driver on the road | courier is on the way to the recipient
    | loaded onto delivery van | put on the delivery vehicle | onboard for delivery | with driver | sorted to delivery route
    | postman has the item | mit dem Zusteller unterwegs | im Zustellfahrzeug geladen | remis au livreur
    | colis chargé dans le véhicule de livraison | bij de bezorger | de chauffeur is onderweg | con el repartidor
    | affidata al corriere per la consegna | przekazana kurierowi do doręczenia | u kuriera`,
  'out_for_delivery/next_stop': `next stop | the driver will arrive soon | approaching your address | delivery in the next minutes | nearby
    | few stops away | in Kürze bei Ihnen | nächster Halt | prochain arrêt | bijna bij u | próxima parada | prossima fermata
    | kurier jest blisko`,
  available_for_pickup: `available for pickup | ready for collection | awaiting collection by customer | held for pickup
    | waiting for recipient to collect | can be collected | ready for customer pick up | held for collection
    | notified, ready for collection | awaiting customer pick-up at depot | hold at location
    | zur Abholung bereit | liegt zur Abholung bereit | Abholung durch Empfänger | à retirer | disponible pour retrait
    | mis à disposition | klaar om op te halen | ligt klaar voor afhalen | disponible para recoger
    | listo para recoger | pronto per il ritiro | in giacenza per il ritiro | gotowa do odbioru | oczekuje na odbiór
    | the receiver will pick the parcel up at our site | it must be picked up within a few days | being held for the customer to pick up`,
  'available_for_pickup/at_parcel_shop': `at the parcel shop | delivered to pickup point | arrived at parcelshop | at service point
    | deposited at access point | at collection point | awaiting collection in store | delivered to agent for pick up
    | im Paketshop | an Paketshop übergeben | in der Filiale abholbereit | en point relais | disponible en point de retrait
    | déposé au relais | bij servicepunt | in het afhaalpunt | bezorgd bij pakketpunt | en punto de recogida
    | en tienda | presso il punto di ritiro | w punkcie odbioru
    | the parcel waits at the access point for the receiver to collect it`,
  'available_for_pickup/at_locker': `in the parcel locker | delivered to locker | placed in parcel station | ready in locker
    | in die Packstation eingestellt | in der Paketbox | en consigne | en consigne automatique | in de pakketautomaat
    | en taquilla | nel locker | w paczkomacie | umieszczona w automacie paczkowym`,
  'available_for_pickup/at_post_office': `at the post office for collection | available at post office | carded to post office
    | awaiting collection at the post office | in der Postfiliale abholbereit | à retirer au bureau de poste
    | op het postkantoor | en oficina de correos | disponible en oficina | presso l'ufficio postale
    | w placówce pocztowej do odbioru | awizo w urzędzie pocztowym`,
  'available_for_pickup/pickup_reminder': `reminder to collect | second notice, parcel still waiting | pickup reminder sent | still awaiting collection
    | Erinnerung an Abholung | rappel de retrait | herinnering afhalen | recordatorio de recogida | promemoria ritiro
    | przypomnienie o odbiorze | powtórne awizo`,
  'available_for_pickup/pickup_deadline': `last day to collect | collection period ends soon | final notice before return
    | letzter Abholtag | Lagerfrist endet | dernier jour de retrait | laatste dag om af te halen | último día de recogida
    | ultimo giorno di giacenza | ostatni dzień odbioru
    | it remains at the pickup point and the time to collect it is nearly over`,
  attempt_failed: `delivery attempted | delivery attempt unsuccessful | unable to deliver | failed delivery attempt
    | could not be delivered | not delivered | first attempt made | second delivery attempt | undelivered | delivery failed
    | final attempt made | unsuccessful delivery | Zustellversuch nicht erfolgreich | konnte nicht zugestellt werden
    | nicht zugestellt | tentative de livraison | livraison impossible | non livré | bezorgpoging mislukt
    | niet bezorgd | kon niet worden bezorgd | intento de entrega fallido | no entregado | tentativo di consegna
    | consegna non riuscita | non consegnata | nieudana próba doręczenia | nie doręczono
    | we tried to deliver and will make another attempt | we come a last time | we attempted delivery`,
  'attempt_failed/not_home': `recipient not home | nobody home | customer not available | no one at the address | notice left
    | calling card left | carded | receiver absent | consignee unavailable | addressee absent | left a card
    | customer was not in | missed delivery | Empfänger nicht angetroffen | nicht zu Hause | benachrichtigt mit Karte
    | destinataire absent | avis de passage | avis de passage laissé | ontvanger niet thuis | niemand thuis
    | afwezig | destinatario ausente | ausente | aviso dejado | destinatario assente | avviso lasciato
    | odbiorca nieobecny | nie zastano adresata | pozostawiono awizo
    | the receiver was not available when we came, we try again the next business day | we left a notice at the door`,
  'attempt_failed/business_closed': `business closed | company closed | premises closed at delivery | closed on arrival | closed for holiday
    | receiver closed | recipient closed for vacation | Geschäft geschlossen | Firma geschlossen | Betriebsferien
    | entreprise fermée | magasin fermé | bedrijf gesloten | gesloten | empresa cerrada | cerrado | azienda chiusa
    | chiuso | firma zamknięta | zamknięte
    | the business was closed at the time of delivery, we come again`,
  'attempt_failed/no_access': `no access to the building for delivery | unable to access building | gate locked | access denied
    | no safe place to leave | mailbox blocked | dog at the address | cannot reach the address | receptacle full
    | no secure location | security restricts access | kein Zugang | Zustellort nicht erreichbar | accès impossible
    | code d'accès manquant | geen toegang | niet toegankelijk | sin acceso | acceso imposible | accesso impossibile
    | brak dostępu`,
  'attempt_failed/refused': `refused at delivery | delivery attempted, refused | customer did not accept at the door
    | Annahme bei Zustellung verweigert | refusé à la livraison | geweigerd bij bezorging | rehusado en la entrega
    | rifiutata alla consegna | odmowa przyjęcia przy doręczeniu`,
  'attempt_failed/address_problem': `delivery attempted, wrong address | address not found by driver | name not on the door
    | house number missing at attempt | Zustellversuch: Adresse nicht auffindbar | adresse introuvable par le livreur
    | chauffeur kon adres niet vinden | el repartidor no encuentra la dirección`,
  'attempt_failed/payment_due': `cash on delivery not ready | payment not available | recipient could not pay | collect amount not paid
    | money not ready | Nachnahme nicht bezahlt | paiement non disponible | rembours niet betaald
    | reembolso no pagado | contrassegno non pagato | brak gotówki za pobranie`,
  'attempt_failed/verification_failed': `identification not shown | wrong pin code | age verification failed | adult signature not available
    | ID check failed | authorised recipient not available | Ausweis fehlt | pièce d'identité manquante
    | identiteit niet bevestigd | falta identificación | documento mancante | brak dokumentu tożsamości
    | the receiver could not give a valid pin | no adult was there to sign`,
  'attempt_failed/other_attempt': `delivery attempt, other reason | attempted without success | driver ran out of time
    | delivery cancelled on the round | Zustellversuch aus anderem Grund erfolglos`,
  delivered: `delivered | shipment delivered | successfully delivered | delivery completed | proof of delivery | delivery successful
    | delivery confirmed | the goods were delivered | parcel handed to customer | zugestellt | ausgeliefert
    | erfolgreich zugestellt | livré | livraison effectuée | distribué | bezorgd | afgeleverd | entregado
    | entrega realizada | consegnata | consegna effettuata | doręczona | dostarczona
    | the receiver has confirmed receipt | the parcel was delivered late | delivery is complete | Sendung zugestellt | Empfang bestätigt`,
  'delivered/to_recipient': `delivered to recipient | handed to the addressee | received by consignee | delivered in person
    | an Empfänger zugestellt | persönlich übergeben | remis au destinataire | livré au destinataire en mains propres
    | bezorgd bij de ontvanger | entregado al destinatario | consegnata al destinatario | doręczona odbiorcy
    | given to a man or a woman at the address | resident received it`,
  'delivered/to_neighbour': `delivered to neighbour | left with neighbor | accepted by a neighbour | beim Nachbarn abgegeben
    | an Nachbarn zugestellt | livré chez un voisin | remis au voisin | bezorgd bij de buren | entregado al vecino
    | consegnata al vicino | doręczona sąsiadowi`,
  'delivered/safe_place': `left in safe place | left at front door | left on porch | left in garage | delivered, unattended
    | authority to leave | left in agreed place | delivered to preferred location | left at back door
    | am Wunschort abgelegt | Ablageort | déposé en lieu sûr | laissé devant la porte | op veilige plek achtergelaten
    | dejado en lugar seguro | lasciata in luogo sicuro | pozostawiona w bezpiecznym miejscu
    | left at side door, deck, patio, carport, shed or yard | put under the mat | in the barn`,
  'delivered/mailbox': `delivered to mailbox | put in letterbox | left in mail slot | in or at mailbox | in den Briefkasten eingelegt
    | dans la boîte aux lettres | déposé en boîte aux lettres | in de brievenbus | en el buzón | nella cassetta postale
    | w skrzynce pocztowej`,
  'delivered/reception': `delivered to reception | left at front desk | handed to concierge | received by mail room | given to the doorman
    | an der Rezeption abgegeben | Poststelle | remis à l'accueil | remis au gardien | afgegeven bij de receptie
    | entregado en recepción | conserje | consegnata in portineria | doręczona na recepcji | ochrona
    | received in the office, at the dock, by the guard or the superintendent | given to the warehouse, leasing office or security`,
  'delivered/collected': `collected by customer | picked up by recipient | collected from parcel shop | taken from locker by customer
    | recipient picked up the shipment at the store | collected by addressee | vom Empfänger abgeholt
    | in der Filiale abgeholt | retiré par le destinataire | récupéré au point relais | afgehaald door de ontvanger
    | opgehaald door klant | recogido por el destinatario | ritirata dal destinatario | odebrana w punkcie przez odbiorcę`,
  'delivered/signed': `delivered with signature | signed for by recipient | delivery signature captured | gegen Unterschrift zugestellt
    | livré contre signature | bezorgd met handtekening | entregado con firma | consegnata con firma | doręczona za podpisem`,
  'delivered/cod_collected': `delivered, cash on delivery collected | cod amount collected at delivery | Nachnahmebetrag kassiert
    | contre remboursement encaissé | rembours geïnd | cobro de reembolso | contrassegno incassato | pobranie opłacone`,
  'delivered/otp_verified': `delivered with one-time code | delivery confirmed by pin | mit PIN übergeben | remis contre code`,
  exception: `exception | problem with the shipment | shipment on hold | action required | issue with the parcel | held at depot
    | held | unforeseen event | special event | irregularity | on hold | incident | shipment stopped | problem on the way
    | Störung | Sonderfall | angehalten | Problem mit der Sendung | anomalie | incident | colis bloqué
    | probleem met de zending | vastgehouden | incidencia | retenido | anomalia | fermo in deposito
    | problem z przesyłką | wstrzymana
    | a problem with billing or charges stopped the parcel | we could not reach the receiver and need instructions | we need further instructions | the tracking number was changed | the parcel must be looked after before it goes on`,
  'exception/customs_held': `held by customs | customs hold | detained by customs | customs rejected the import | seized at the border
    | stuck in customs | retained by customs authorities | vom Zoll zurückgehalten | vom Zoll angehalten | retenu en douane
    | bloqué en douane | vastgehouden door de douane | retenido en aduana | bloccata in dogana
    | zatrzymana przez urząd celny
    | the parcel is held until the government agency decides | customs refused to release the shipment`,
  'exception/duties_unpaid': `duties unpaid | customs charges due | tax payment required | waiting for payment of import duty
    | Zollgebühren offen | droits de douane à payer | invoerrechten nog te betalen | aranceles pendientes de pago
    | dazi doganali da pagare | cło do zapłaty
    | duties or taxes are due before the parcel is released`,
  'exception/documents_missing': `documents missing | commercial invoice missing | paperwork incomplete | additional information required for clearance
    | customs declaration missing | licence required | incomplete documentation | importer information needed
    | Unterlagen fehlen | Dokumente fehlen | documents manquants | facture manquante | documenten ontbreken
    | faltan documentos | documenti mancanti | brak dokumentów
    | we contacted the sender for clearance information | information is needed from the receiver before the parcel can be submitted for clearance | no broker was named | the invoice is missing or invalid | a permit or power of attorney is needed | tax number of the importer required | a correct description or value of the goods is needed`,
  'exception/prohibited': `prohibited goods | contents not permitted | dangerous goods refused | restricted item | disposed of | destroyed
    | confiscated | exceeds size limit | oversize | not acceptable for carriage | abandoned | Versand nicht zulässig
    | vernichtet | beschlagnahmt | Gefahrgut | marchandise interdite | détruit | hors norme | verboden inhoud | vernietigd
    | mercancía prohibida | destruido | merce vietata | distrutta | towar zabroniony | zniszczona komisyjnie
    | the contents can't be shipped to this country | the parcel was seized by the authorities | the parcel is too large or too heavy | the parcel was discarded or sent to recovery | hazardous material that can't be carried | regulations do not allow this shipment`,
  'exception/damaged': `damaged | parcel damaged in transit | contents damaged | damage reported | broken packaging | repacked
    | beschädigt | Verpackung beschädigt | endommagé | colis avarié | beschadigd | dañado | danneggiata | uszkodzona
    | the parcel was damaged and we will notify the sender | some contents were damaged and thrown away`,
  'exception/lost': `lost | parcel missing | declared lost | cannot be located | shortage | part of shipment missing | contents missing
    | stolen | verloren | Verlust | Fehlmenge | perdu | manquant | vermist | zoekgeraakt | extraviado | perdido
    | smarrita | zaginiona
    | some of the merchandise is missing | an empty carton was found | parcel not found, search without result | delivered short of some pieces`,
  'exception/missorted': `missorted | misrouted | sent to the wrong depot | sorting error | missent | wrong facility | routing error
    | fehlgeleitet | falsch sortiert | Fehlleitung | mal orienté | erreur de tri | verkeerd gesorteerd
    | mal clasificado | enviado por error | errore di smistamento | błędnie skierowana
    | we sorted the parcel to the wrong place by mistake | incorrectly sorted`,
  'exception/address_incorrect': `incorrect address | address incomplete | insufficient address | address unknown | wrong postcode
    | bad address | address correction required | no such number | recipient unknown at address | addressee unknown
    | unable to locate the address | label unreadable | apartment number missing | Adresse unvollständig
    | Adresse fehlerhaft | Empfänger unbekannt | adresse incorrecte | adresse incomplète | destinataire inconnu
    | adres onjuist | adres onvolledig | ontvanger onbekend | dirección incorrecta | dirección incompleta
    | indirizzo errato | indirizzo incompleto | błędny adres | niepełny adres | adresat nieznany
    | the apartment or suite number is missing or wrong, we are trying to update the address | the street name or number is incorrect | the name of the company or receiver is incorrect | the receiver is not known at this address | the address label is missing or can't be read | can't be delivered to a PO box | the postal code is wrong | the phone number is missing | the receiver is not listed in the directory`,
  'exception/recipient_moved': `recipient moved | moved away without a new address | consignee has relocated | Empfänger verzogen | destinataire déménagé
    | n'habite plus à l'adresse | ontvanger verhuisd | destinatario se ha mudado | destinatario trasferito
    | adresat wyprowadził się
    | the receiver has moved and we are looking for the new address`,
  'exception/refused': `refused by recipient | receiver refused the shipment | recipient does not want the goods | shipment refused
    | refused by consignee | acceptance refused | rejected | Annahme verweigert | refusé par le destinataire | colis refusé
    | geweigerd | rehusado | rechazado | rifiutata | odmowa przyjęcia
    | the receiver has refused to take it | the receiver did not order it | the receiver no longer wants it and refused it`,
  'exception/weather': `severe weather | weather delay | snow | storm | flooding | bad weather conditions | adverse weather
    | Unwetter | witterungsbedingt | intempéries | conditions météo | slecht weer | mal tiempo | maltempo
    | złe warunki pogodowe
    | heavy weather has delayed deliveries`,
  'exception/force_majeure': `force majeure | natural disaster | strike | civil unrest | beyond our control | earthquake
    | power outage | pandemic restrictions | road closed by authorities | höhere Gewalt | Streik | Naturkatastrophe | grève
    | cas de force majeure | overmacht | staking | fuerza mayor | huelga | forza maggiore | sciopero | siła wyższa | strajk
    | events out of our control, such as a demonstration or a labour dispute, delay the parcel | an emergency at the site`,
  'exception/vehicle_or_mechanical': `vehicle breakdown | mechanical failure | truck accident | technical failure of the vehicle | train derailment
    | traffic accident | Fahrzeugpanne | technischer Defekt | Unfall | panne de véhicule | accident de transport | voertuigpech
    | avería del vehículo | guasto del veicolo | awaria pojazdu
    | a mechanical failure has delayed the delivery`,
  'exception/capacity': `no capacity | too many parcels | not enough space on vehicle | left behind for lack of space | overload
    | bulked out | Kapazitätsengpass | Überlastung | manque de capacité | capaciteitstekort | falta de capacidad
    | capacità esaurita | brak miejsca`,
  'exception/security_hold': `security hold | held for security check | security screening failed | aviation security inspection
    | Sicherheitsprüfung | contrôle de sûreté | veiligheidscontrole | control de seguridad | controllo di sicurezza
    | kontrola bezpieczeństwa
    | the parcel is held for a security review`,
  'exception/on_hold_by_request': `held at the customer's request | held at the sender's request | vacation hold | hold requested
    | recipient asked to hold | storage requested | auf Wunsch gelagert | Urlaubslagerung | mis en attente à la demande
    | op verzoek vastgehouden | retenido a petición | trattenuta su richiesta | wstrzymana na życzenie
    | the sender asked us to hold this shipment | held for a later delivery as the receiver asked`,
  'exception/payment_held': `held for payment | account on credit hold | charges outstanding | postage due | insufficient postage
    | wegen offener Zahlung angehalten | Nachporto | affranchissement insuffisant | en attente de paiement
    | onvoldoende gefrankeerd | pendiente de pago | in attesa di pagamento | oczekuje na opłatę`,
  'exception/investigation': `under investigation | trace opened | claim opened | search started | inquiry in progress | tracer initiated
    | Nachforschung eingeleitet | enquête ouverte | recherche en cours | onderzoek gestart | investigación abierta
    | indagine avviata | reklamacja w toku
    | we are looking for the parcel, an inquiry was opened | a claim was filed`,
  'exception/delivery_corrected': `delivery scan was wrong | delivered status withdrawn | previous delivery event cancelled | erroneous delivery scan
    | Zustellung storniert | annulation de la livraison | bezorging geannuleerd | entrega anulada`,
  returning: `returning to sender | on its way back to the sender | return shipment | return in progress | being returned | return
    | Rücksendung | zurück an Absender | retour | retour à l'expéditeur | retour afzender | devolución
    | en devolución | reso al mittente | zwrot do nadawcy
    | the parcel is being sent back to the sender`,
  'returning/return_initiated': `a return to the sender was requested | return initiated | will go back to the sender | return order created
    | unclaimed, to be returned | storage period expired, returning | not collected in time | not collected, goes back
    | Rücksendung veranlasst | nicht abgeholt, Rücksendung | Lagerfrist abgelaufen | retour demandé
    | non réclamé, retour | niet afgehaald, retour | devolución solicitada | no recogido, se devuelve
    | avvio del reso | giacenza scaduta | zwrot zlecony | nie odebrana w terminie
    | because of a wrong address the parcel is returned to the sender | refused by the receiver and is being returned to the sender | the contents are not allowed and the parcel is being returned | damaged and going back to the sender | the sender asked us to return the parcel | not collected at the pickup point, it goes back to the sender`,
  'returning/return_in_transit': `return in transit | return shipment on the way | return departed facility | return arrived at depot | return parcel processed
    | Retoure unterwegs | Rücktransport | retour en cours d'acheminement | retourzending onderweg
    | devolución en tránsito | reso in viaggio | zwrot w drodze`,
  returned: `returned | return completed | shipment returned | zurückgesandt | retourné | geretourneerd | devuelto | restituita | zwrócona`,
  'returned/back_with_sender': `returned to sender | delivered back to shipper | return delivered | sender received the return
    | returned to the shipper, delivered | an Absender zurückgegeben | Rücksendung zugestellt | retourné à l'expéditeur
    | retour livré à l'expéditeur | terugbezorgd bij afzender | devuelto al remitente | restituita al mittente
    | zwrócona nadawcy | zwrot doręczony nadawcy
    | the parcel was returned to the sender and has arrived there`,
  cancelled: `cancelled | shipment cancelled | order cancelled | canceled | storniert | Sendung storniert | annulé | envoi annulé
    | geannuleerd | cancelado | envío anulado | annullata | anulowana`,
  'cancelled/by_shipper': `cancelled by the sender | cancelled by shipper | pickup cancelled | sender withdrew the order
    | vom Absender storniert | annulé par l'expéditeur | geannuleerd door de afzender | cancelado por el remitente
    | annullata dal mittente | anulowana przez nadawcę
    | the sender cancelled the pickup request | the announced shipment was cancelled`,
  'cancelled/by_recipient': `cancelled by the recipient | order cancelled by customer | vom Empfänger storniert
    | annulé par le destinataire | cancelado por el cliente`,
  'cancelled/voided_label': `label voided | shipment data voided | label cancelled | void | Label storniert | étiquette annulée
    | label vervallen | etiqueta anulada | etichetta annullata | etykieta anulowana
    | the shipment information was voided by the sender`,
} as const satisfies Partial<Record<Status, string>>
