-- What a person is told of themselves: one row per thing worth telling, written with what happened, sent by a job afterwards.

create table notices (
  tenant text not null references tenants,
  id uuid not null,
  -- Names the event and the person: the same thing is never told twice.
  dedupe bytea not null,
  kind text not null,
  channel text not null,
  person uuid not null,
  order_id uuid,
  parcel uuid,
  state text not null check (state in ('waiting', 'sending', 'sent', 'failed', 'dropped')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  -- Why it failed or was dropped; never an address.
  reason text,
  -- What the words need beside the order, such as a one-time code; under the person's key, emptied once sent.
  sealed bytea,
  -- The message itself, for the preview mailbox only; under the person's key.
  preview bytea,
  primary key (tenant, id),
  unique (tenant, dedupe),
  foreign key (tenant, person) references persons
);
create index on notices (tenant, next_at) where state in ('waiting', 'sending');
create index on notices (tenant, person, created_at);
create index on notices (tenant, created_at, id) where preview is not null;

alter table notices enable row level security;
alter table notices force row level security;
create policy tenant on notices to :app using (tenant = current_setting('whereabouts.tenant', true))
  with check (tenant = current_setting('whereabouts.tenant', true));
grant select, insert, update, delete on notices to :app;
