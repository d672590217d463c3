/** The nouns and wire shapes that pages are made of: types only, so that no schema reaches the browser. */
export type { Address, Milestone, ReasonParty, Status } from '../src/model/index.ts'
export type {
  ConversationView,
  DeskFilter,
  DeskPage,
  DeskRow,
  EstimateView,
  HandOverView,
  LineView,
  MailKind,
  MailOptions,
  MailViews,
  MessageView,
  OrderView,
  ParcelView,
  PickupView,
  RenderedMail,
  RenderMail,
  ScanView,
  TrackingPage,
  WidgetView,
} from '../src/contract/index.ts'
