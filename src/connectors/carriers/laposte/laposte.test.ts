import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { capturedCalls } from '../../kit/captured-calls.ts'
import { carrierContract } from '../../kit/contract.ts'
import { meaningOf } from './codes.ts'
import { laPoste } from './index.ts'

carrierContract(laPoste, { answers: join(import.meta.dirname, 'answers') })

describe('an event of La Poste', () => {
  it.each([
    ['ND1', 'Adresse incomplète', 'attempt_failed/address_problem'],
    ['ND1', 'Commerce fermé', 'attempt_failed/business_closed'],
    ['ND1', 'Accès impossible', 'attempt_failed/no_access'],
    ['ND1', 'Zzz', undefined],
    ['PB1', 'Colis endommagé', 'exception/damaged'],
    ['PB1', 'Document manquant pour la douane', 'exception/documents_missing'],
    ['PB1', 'Absent', undefined],
    ['PB1', 'Douane : facture manquante', 'exception/documents_missing'],
    ['DI1', 'Dans votre boîte aux lettres', 'delivered/mailbox'],
    ['DI1', 'Remis au voisin', 'delivered/to_neighbour'],
    ['DI1', 'Retiré au guichet', 'delivered/collected'],
    ['DI1', 'Remis à son expéditeur', 'returned/back_with_sender'],
    ['DI1', 'Absent', undefined],
    ['AG1', 'Disponible dans votre point de retrait', 'available_for_pickup/at_parcel_shop'],
    ['AG1', 'À retirer en consigne', 'available_for_pickup/at_locker'],
    ['ET1', 'Acheminement retardé', 'in_transit/delayed'],
    ['XX1', 'Refusé', 'attempt_failed/refused'],
    ['XX1', 'Mis en livraison', 'out_for_delivery/with_courier'],
    ['XX1', 'Livré', 'delivered'],
    ['XX1', 'Pris en charge', 'in_transit/accepted'],
    ['XX1', 'En cours d’acheminement', 'in_transit'],
    ['XX1', 'Le colis est perdu', 'exception/lost'],
  ])('%s, "%s" says more: %s', (code, label, more) => {
    expect(meaningOf(code, label).meaning?.status).toBe(more)
  })
})

describe('a step of the timeline of La Poste', () => {
  it('tells where a parcel without events is', () => {
    const timeline = [
      { id: 1, status: true },
      { id: 2, status: true },
      { id: 3, status: false },
    ]
    const source = JSON.stringify({ returnCode: 200, shipment: { idShip: '6X1', event: [], timeline } })
    expect(laPoste.read(source)).toMatchObject({
      ok: true,
      value: { parcels: [{ summary: { status: 'in_transit' }, warnings: [] }] },
    })
  })
})

const captured = capturedCalls('laposte')

it.skipIf(captured.length === 0)('La Poste is asked as others ask it', () => {
  for (const { url, method, headers } of captured) {
    const number = new URL(url).pathname.split('/').at(-1) ?? ''
    const request = laPoste.calls?.track([number], { settings: {}, token: '' })
    const query = new URLSearchParams(request?.query).toString()
    expect([`${laPoste.calls?.baseUrl}${request?.path}?${query}`, request?.method ?? 'GET']).toEqual([url, method])
    expect({ ...request?.headers, 'X-Okapi-Key': 'xxxxx' }).toEqual(headers)
    expect(laPoste.calls?.auth).toEqual({ kind: 'headers', headers: { 'X-Okapi-Key': 'apiKey' } })
  }
})
