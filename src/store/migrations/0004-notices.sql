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
  -- The day that passed, where it tells that something is late.
  day date,
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
create index on notices (tenant, order_id);
create index on notices (tenant, created_at, id) where preview is not null;

-- What somebody chose to hear of a shop's orders. No row: they hear of them.
create table notice_choices (
  tenant text not null references tenants,
  person uuid not null,
  shop text not null,
  channel text not null,
  wanted boolean not null,
  changed_at timestamptz not null,
  primary key (tenant, person, shop, channel),
  foreign key (tenant, person) references persons
);

-- Links that open that choice; as with every link, only the hash of its secret is kept.
create table choice_links (
  tenant text not null references tenants,
  digest bytea not null,
  person uuid not null,
  shop text not null,
  channel text not null,
  -- of the mail it stood in; its page speaks the same
  language text not null,
  created_at timestamptz not null,
  primary key (tenant, digest),
  foreign key (tenant, person) references persons
);
create unique index on choice_links (digest);
create index on choice_links (tenant, created_at);

-- Found every minute: what was named for a day that has passed.
create index on orders (tenant, promised) where promised is not null;
create index on parcels (tenant, estimate_to) where estimate_to is not null;

do $$
declare t text;
begin
  foreach t in array array['notices', 'notice_choices', 'choice_links'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert, update, delete on notices, notice_choices, choice_links to :app;

create policy lookup on choice_links for select to :lookup using (true);
grant select (tenant, digest) on choice_links to :lookup;
create function tenant_of_choice_link(bytea) returns text language sql stable security definer
  set search_path = whereabouts, pg_temp as 'select tenant from choice_links where digest = $1';
alter function tenant_of_choice_link(bytea) owner to :lookup;
revoke execute on function tenant_of_choice_link(bytea) from public;
grant execute on function tenant_of_choice_link(bytea) to :app;
