import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capturedCalls, plainXml } from '../../kit/captured-calls.ts'
import { carrierContract } from '../../kit/contract.ts'
import { meaningOf } from './codes.ts'
import { chronopost } from './index.ts'

carrierContract(chronopost, { answers: join(import.meta.dirname, 'answers') })

describe('an event of Chronopost', () => {
  it.each([
    ['D', 'Livré dans la boîte aux lettres', 'delivered/mailbox'],
    ['D', 'Remis au gardien', 'delivered/reception'],
    ['D', 'Livré à l’expéditeur', 'returned/back_with_sender'],
    ['D', 'Livraison effectuée', undefined],
    ['P', 'Adresse incomplète', 'attempt_failed/address_problem'],
    ['P', 'Magasin fermé', 'attempt_failed/business_closed'],
    ['P', 'Parcel damaged', 'exception/damaged'],
    ['P', 'Consignee absent', 'attempt_failed/not_home'],
    ['SD', 'Livraison reportée', 'in_transit/rescheduled'],
    ['SD', 'Refusé', undefined],
    ['AB', 'En consigne', 'available_for_pickup/at_locker'],
    ['XX', 'Colis retenu en douane', 'exception/customs_held'],
    ['XX', 'Dédouanement terminé', 'in_transit/customs_cleared'],
    ['XX', 'Taxes à régler', 'exception/duties_unpaid'],
    ['XX', 'Colis perdu', 'exception/lost'],
    ['XX', 'Erreur de tri', 'exception/missorted'],
    ['XX', 'Avis de passage', 'attempt_failed/not_home'],
    ['XX', 'Digicode manquant', 'attempt_failed/no_access'],
    ['XX', 'Disponible au bureau de poste', 'available_for_pickup/at_post_office'],
    ['XX', 'Collected by the consignee', 'delivered/collected'],
    ['XX', 'En cours de livraison', 'out_for_delivery/with_courier'],
    ['XX', 'Échec de livraison', 'attempt_failed/other_attempt'],
    ['XX', 'En cours d’acheminement', 'in_transit'],
    ['XX', 'N’a pas pu être livré', 'attempt_failed/other_attempt'],
    ['XX', 'Livré ce matin', 'delivered'],
    ['XX', 'Avisé', 'attempt_failed/not_home'],
    ['XX', 'Zzz', undefined],
  ])('%s, "%s" says more: %s', (code, label, more) => {
    expect(meaningOf(code, label).meaning?.status).toBe(more)
  })

  it('belongs to the number asked for where its list names none', () => {
    const source =
      '<Envelope><Body><return><errorCode>0</errorCode><listEventInfoComp><events><code>TA</code><eventDate>2026-03-05T08:00:00+01:00</eventDate></events></listEventInfoComp></return></Body></Envelope>'
    expect(chronopost.read(source, ['XP1'])).toMatchObject({ ok: true, value: { parcels: [{ number: 'XP1' }] } })
  })
})

const captured = capturedCalls('chronopost')

it.skipIf(captured.length === 0)('Chronopost is asked as others ask it', () => {
  for (const { url, method, headers, data } of captured) {
    const number = /<skybillNumber>(\w+)</.exec(data ?? '')?.[1] ?? ''
    const request = chronopost.calls?.track([number], { settings: {}, token: '' })
    expect([`${chronopost.calls?.baseUrl}${request?.path}`, request?.method]).toEqual([url, method])
    expect(request?.headers).toEqual({ 'content-type': headers['Content-Type'] })
    expect(plainXml(request?.body)).toEqual(plainXml(data))
  }
})
