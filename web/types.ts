/** The nouns and wire shapes that pages are made of: types only, so that no schema reaches the browser. */
export type { Milestone, ReasonParty, Status } from '../src/model/index.ts'
export type {
  ConversationView,
  EstimateView,
  LineView,
  MessageView,
  OrderView,
  ParcelView,
  ScanView,
  TrackingPage,
  WidgetView,
} from '../src/contract/index.ts'
