import type { z } from 'zod'
import type {
  CarrierAccountView,
  CarrierCodes as CarrierCodesView,
  CarrierView,
  CodeMapping as CodeMappingView,
  OrderView,
  ParcelView,
  PickupView,
  PolicyGaps,
  PolicyVersion as PolicyVersionView,
  ScanView,
  Unmapped as UnmappedView,
} from '../contract/index.ts'
import {
  type Carrier,
  type CodeMeaning,
  type PickupPoint,
  type Source,
  type TrackedOrder,
  type TrackedParcel,
  type TrackedScan,
  changeKinds,
  formatLocalTime,
  isChangeable,
} from '../model/index.ts'

import type { GapRow } from '../store/index.ts'
import { pageOf } from './delivery/subject.ts'
import type { ShownAccount, ShownCarrier } from './carriers/accounts.ts'
import type { PushState } from './carriers/push.ts'
import type { PolicyVersion } from './policies/show.ts'
import type { CarrierCodes } from './tracking/carrier-codes.ts'
import type { CodeMapping } from './tracking/map-code.ts'
import type { ShippedCode } from './tracking/shipped-codes.ts'
import type { UnmappedCode } from './tracking/unmapped.ts'

/** The model's nouns as the wire sends them. */

export function viewOfOrder(order: TrackedOrder, carriers: ReadonlyMap<string, Carrier>): OrderView {
  return {
    id: order.id,
    shop: order.shop,
    number: order.number,
    placedAt: order.placedAt.toString(),
    state: order.state,
    payment: order.payment,
    fulfilment: order.fulfilment,
    promised: order.promised?.toString() ?? null,
    total: { ...order.total },
    lines: order.lines.map((line) => ({ ...line })),
    unshipped: order.unshipped.map((line) => ({ ...line })),
    parcels: order.parcels.map((parcel) => viewOfParcel(parcel, carriers)),
    firstName: order.firstName,
    source: viewOfSource(order.source),
  }
}

function viewOfParcel(parcel: TrackedParcel, carriers: ReadonlyMap<string, Carrier>): ParcelView {
  const { carrier, number, estimate } = parcel
  return {
    id: parcel.id,
    carrier: carrier && { ...carrier },
    number,
    carrierUrl: (carrier && number && carriers.get(carrier.id)?.trackingUrl(number)) || null,
    changeUrl: changeUrlOf(parcel, carriers),
    milestone: parcel.milestone,
    status: parcel.status,
    reason: parcel.reason && { ...parcel.reason },
    action: parcel.action && { ...parcel.action },
    estimate: estimate && {
      from: estimate.from.toString(),
      to: estimate.to.toString(),
      window: estimate.window && { ...estimate.window },
      source: viewOfSource(estimate.source),
    },
    late: parcel.late,
    sent: parcel.sent && { at: parcel.sent.at?.toString() ?? null, source: viewOfSource(parcel.sent.source) },
    conflict: parcel.conflict && { ...parcel.conflict },
    lines: parcel.lines.map((line) => ({ ...line })),
    service: parcel.service,
    proof: parcel.proof && { ...parcel.proof },
    pickup: parcel.pickup && viewOfPickup(parcel.pickup),
    legs: parcel.legs.map(({ carrier: by, ...leg }) => ({
      ...leg,
      carrier: by && { ...by },
      carrierUrl: (by && leg.number && carriers.get(by.id)?.trackingUrl(leg.number)) || null,
    })),
    // Said of each scan only where it isn't the same of all.
    scans: parcel.scans.map((scan) =>
      scan.carrier && scan.carrier.id !== carrier?.id
        ? { ...viewOfScan(scan), carrier: { ...scan.carrier } }
        : viewOfScan(scan),
    ),
    source: viewOfSource(parcel.source),
  }
}

function changeUrlOf({ carrier: by, number, milestone }: TrackedParcel, carriers: ReadonlyMap<string, Carrier>) {
  const carrier = by ? carriers.get(by.id) : undefined
  if (!carrier || !number) return null
  const open = changeKinds.map((kind) => carrier.changes[kind]).filter((way) => isChangeable(way, milestone))
  return open.map((way) => pageOf({ carrier, number }, way)).find((url) => url !== null) ?? null
}

export function viewOfPickup({ name, street, place, until }: PickupPoint): PickupView {
  return { name, street, place: place && { ...place }, until: until?.toString() ?? null }
}

export function viewOfScan(
  scan: Pick<
    TrackedScan,
    'localTime' | 'precision' | 'zone' | 'place' | 'code' | 'text' | 'milestone' | 'status' | 'reason' | 'receivedAt'
  >,
): ScanView {
  return {
    localTime: formatLocalTime(scan),
    zone: scan.zone,
    place: scan.place && { ...scan.place },
    code: scan.code,
    text: scan.text,
    milestone: scan.milestone,
    status: scan.status,
    reason: scan.reason && { ...scan.reason },
    receivedAt: scan.receivedAt.toString(),
  }
}

export function viewOfSource({ kind, name, asOf }: Source): { kind: Source['kind']; name: string; asOf: string } {
  return { kind, name, asOf: asOf.toString() }
}

export function viewOfPolicies({
  version,
  changedAt,
  changedBy,
  says,
}: PolicyVersion): z.input<typeof PolicyVersionView> {
  return { version, changedAt: changedAt?.toString() ?? null, changedBy, policies: says }
}

export function viewOfGap({
  firstAsked,
  lastAsked,
  resolvedAt,
  ...gap
}: GapRow): z.input<typeof PolicyGaps>['items'][number] {
  return {
    ...gap,
    firstAsked: firstAsked.toString(),
    lastAsked: lastAsked.toString(),
    resolvedAt: resolvedAt?.toString() ?? null,
  }
}

export function viewOfUnmapped({
  firstSeen,
  lastSeen,
  examples,
  suggestions,
  ...row
}: UnmappedCode): z.input<typeof UnmappedView>['items'][number] {
  return {
    ...row,
    firstSeen: firstSeen.toString(),
    lastSeen: lastSeen.toString(),
    examples: [...examples],
    suggestions: suggestions.map(({ status, score, like: { carrier, code, text } }) => ({
      status,
      score: Math.round(score * 100) / 100,
      because: code === null ? `it is like "${text}"` : `it is like code ${code} of ${carrier}: "${text}"`,
    })),
  }
}

export function viewOfMapping({
  changedAt,
  shipped,
  history,
  meaning,
  ...mapping
}: CodeMapping): z.input<typeof CodeMappingView> {
  return {
    ...mapping,
    changedAt: changedAt.toString(),
    meaning: meaning && viewOfMeaning(meaning),
    shipped: shipped.map(viewOfShippedCode),
    history: history && {
      parcels: history.parcels,
      changed: history.changed,
      finishedAt: history.finishedAt?.toString() ?? null,
    },
  }
}

export function viewOfCodes({ carrier, mappings, shipped }: CarrierCodes): z.input<typeof CarrierCodesView> {
  return { carrier, mappings: mappings.map(viewOfMapping), shipped: shipped.map(viewOfShippedCode) }
}

const viewOfMeaning = ({ status, reason, action }: CodeMeaning) => ({
  status,
  reason: reason && { ...reason },
  action: action && { ...action },
})

const viewOfShippedCode = ({ code, ...meaning }: ShippedCode) => ({ code, ...viewOfMeaning(meaning) })

export function viewOfCarrier(
  { accounts, ...carrier }: ShownCarrier,
  pushes: readonly PushState[],
): z.input<typeof CarrierView> {
  return {
    ...carrier,
    settings: [...carrier.settings],
    accounts: accounts.map((account) =>
      viewOfAccount(
        account,
        pushes.find((push) => push.account === account.id),
      ),
    ),
  }
}

export function viewOfAccount(account: ShownAccount, push?: PushState): z.input<typeof CarrierAccountView> {
  const { id, carrier, state, limits, failure, waiting, overdue } = account
  const told = (at: Temporal.Instant | null) => at?.toString() ?? null
  return {
    id,
    carrier,
    state,
    limits,
    createdAt: account.createdAt.toString(),
    answeredAt: told(account.answeredAt),
    failingSince: told(account.failingSince),
    failure,
    pausedUntil: told(account.pausedUntil),
    waiting,
    overdue,
    push: push
      ? {
          path: push.path,
          lastAt: told(push.lastEventAt),
          lastDay: push.events24h,
          unread: push.unread,
          subscriptions: push.subscriptions,
        }
      : null,
  }
}
