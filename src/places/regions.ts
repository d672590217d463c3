/** A part of a country that carriers name beside the city. `seat` is the town by which the gazetteer's own code of it is found. */
export type RegionRow = {
  readonly country: string
  /** ISO 3166-2 without the country. */
  readonly code: string
  readonly names: readonly string[]
  readonly seat: string
}

/** `code name/other name@seat`; codes by ISO 3166-2. Where two codes are in use, the other one is among the names. */
const tables: Readonly<Record<string, string>> = {
  US: `AL Alabama@Montgomery|AK Alaska@Anchorage|AZ Arizona@Phoenix|AR Arkansas@Little Rock|CA California@Los Angeles|CO Colorado@Denver|CT Connecticut@Hartford|DE Delaware@Dover|DC District of Columbia@Washington|FL Florida@Miami|GA Georgia@Atlanta|HI Hawaii@Honolulu|ID Idaho@Boise|IL Illinois@Chicago|IN Indiana@Indianapolis|IA Iowa@Des Moines|KS Kansas@Wichita|KY Kentucky@Louisville|LA Louisiana@New Orleans|ME Maine@Bangor|MD Maryland@Baltimore|MA Massachusetts@Boston|MI Michigan@Detroit|MN Minnesota@Minneapolis|MS Mississippi@Jackson|MO Missouri@Saint Louis|MT Montana@Billings|NE Nebraska@Omaha|NV Nevada@Las Vegas|NH New Hampshire@Concord|NJ New Jersey@Newark|NM New Mexico@Albuquerque|NY New York/New York State@New York City|NC North Carolina@Charlotte|ND North Dakota@Fargo|OH Ohio@Cleveland|OK Oklahoma@Oklahoma City|OR Oregon@Portland|PA Pennsylvania@Philadelphia|RI Rhode Island@Providence|SC South Carolina@Charleston|SD South Dakota@Sioux Falls|TN Tennessee@Nashville|TX Texas@Houston|UT Utah@Salt Lake City|VT Vermont@Burlington|VA Virginia@Virginia Beach|WA Washington/Washington State@Seattle|WV West Virginia@Charleston|WI Wisconsin@Milwaukee|WY Wyoming@Cheyenne`,
  CA: `AB Alberta@Calgary|BC British Columbia/Colombie Britannique@Vancouver|MB Manitoba@Winnipeg|NB New Brunswick/Nouveau Brunswick@Moncton|NL Newfoundland and Labrador/Newfoundland/NF/Terre Neuve@St. John's|NS Nova Scotia/Nouvelle Ecosse@Halifax|NT Northwest Territories@Yellowknife|NU Nunavut@Iqaluit|ON Ontario@Toronto|PE Prince Edward Island/PEI/Ile du Prince Edouard@Charlottetown|QC Quebec/PQ@Montreal|SK Saskatchewan@Saskatoon|YT Yukon/Yukon Territory@Whitehorse`,
  AU: `ACT Australian Capital Territory@Canberra|NSW New South Wales@Sydney|NT Northern Territory@Darwin|QLD Queensland@Brisbane|SA South Australia@Adelaide|TAS Tasmania@Hobart|VIC Victoria@Melbourne|WA Western Australia@Perth`,
  BR: `AC Acre@Rio Branco|AL Alagoas@Maceio|AP Amapa@Macapa|AM Amazonas@Manaus|BA Bahia@Salvador|CE Ceara@Fortaleza|DF Distrito Federal@Brasilia|ES Espirito Santo@Vila Velha|GO Goias@Goiania|MA Maranhao@Sao Luis|MT Mato Grosso@Cuiaba|MS Mato Grosso do Sul@Campo Grande|MG Minas Gerais@Belo Horizonte|PA Para@Belem|PB Paraiba@Joao Pessoa|PR Parana@Curitiba|PE Pernambuco@Recife|PI Piaui@Teresina|RJ Rio de Janeiro@Rio de Janeiro|RN Rio Grande do Norte@Natal|RS Rio Grande do Sul@Porto Alegre|RO Rondonia@Porto Velho|RR Roraima@Boa Vista|SC Santa Catarina@Florianopolis|SP Sao Paulo@Sao Paulo|SE Sergipe@Aracaju|TO Tocantins@Palmas`,
  MX: `AGU Aguascalientes/AGS@Aguascalientes|BCN Baja California/BC@Tijuana|BCS Baja California Sur@La Paz|CAM Campeche@Campeche|CHP Chiapas/CHIS@Tuxtla Gutierrez|CHH Chihuahua/CHIH@Chihuahua|COA Coahuila/COAH@Saltillo|COL Colima@Manzanillo|CMX Ciudad de Mexico/CDMX/Distrito Federal@Mexico City|DUR Durango/DGO@Gomez Palacio|GUA Guanajuato/GTO@Leon de los Aldama|GRO Guerrero@Acapulco de Juarez|HID Hidalgo/HGO@Pachuca de Soto|JAL Jalisco@Guadalajara|MEX Estado de Mexico@Toluca|MIC Michoacan/MICH@Morelia|MOR Morelos@Cuernavaca|NAY Nayarit@Tepic|NLE Nuevo Leon/NL@Monterrey|OAX Oaxaca@Oaxaca|PUE Puebla@Puebla|QUE Queretaro/QRO@Santiago de Queretaro|ROO Quintana Roo/QR@Cancun|SLP San Luis Potosi@San Luis Potosi|SIN Sinaloa@Culiacan|SON Sonora@Hermosillo|TAB Tabasco@Villahermosa|TAM Tamaulipas/TAMPS@Reynosa|TLA Tlaxcala/TLAX@Tlaxcala|VER Veracruz@Veracruz|YUC Yucatan@Merida|ZAC Zacatecas@Zacatecas`,
  GB: `ENG England@London|SCT Scotland@Glasgow|WLS Wales@Cardiff|NIR Northern Ireland@Belfast`,
}

export const regions: readonly RegionRow[] = Object.entries(tables).flatMap(([country, table]) =>
  table.split('|').map((row): RegionRow => {
    const [words = '', seat = ''] = row.split('@')
    const at = words.indexOf(' ')
    return { country, code: words.slice(0, at), names: words.slice(at + 1).split('/'), seat }
  }),
)
