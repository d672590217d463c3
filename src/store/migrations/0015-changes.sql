-- Changing a delivery that is on its way: what the merchant allows, what was asked for and quoted, and all that came of it.

-- Append-only: a change of the rules is a new version, the highest one stands. Who the carrier may ask back is sealed.
create table change_rules (
  tenant text not null references tenants,
  version integer not null check (version > 0),
  changed_at timestamptz not null,
  -- "operator", or the API key's id
  changed_by text not null,
  allowed jsonb not null,
  sealed bytea not null,
  primary key (tenant, version)
);

create table delivery_changes (
  tenant text not null,
  id uuid not null,
  parcel uuid not null,
  -- whose key `sealed` is under; null: the tenant's
  person uuid,
  kind text not null check (kind in ('redirect_to_address', 'hold_for_pickup', 'reschedule', 'return_to_sender')),
  how text not null check (how in ('api', 'task')),
  -- `making`, `cancelling`: about to be asked of the carrier, and not known to be answered
  state text not null check (state in ('quoted', 'requested', 'making', 'made', 'failed', 'unknown', 'cancelling', 'cancelled')),
  account uuid,
  asked_by text not null,
  -- what a shopper had proven; null for anybody else
  level text,
  quoted_at timestamptz not null,
  expires_at timestamptz not null,
  -- both null where nobody has said what it costs
  cost_minor bigint,
  currency text,
  quote jsonb not null,
  -- what is wanted
  sealed bytea not null,
  -- of the carrier
  reference text,
  -- { kind, code } of the last failure
  failure jsonb,
  -- when the carrier was about to be asked
  started_at timestamptz,
  ended_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, account) references carrier_accounts,
  check ((cost_minor is null) = (currency is null)),
  check (state not in ('making', 'cancelling') or started_at is not null)
);
-- One at a time is under way for a parcel, also where nobody knows what became of it.
create unique index on delivery_changes (tenant, parcel) where state in ('making', 'cancelling', 'unknown');
create index on delivery_changes (tenant, parcel, quoted_at);
create index on delivery_changes (tenant, quoted_at, id) where state in ('requested', 'unknown', 'making', 'cancelling');

-- Every step of a change: who, when, by what proof, and what was quoted or answered. Append-only.
create table delivery_change_steps (
  tenant text not null,
  change uuid not null,
  position integer not null check (position > 0),
  at timestamptz not null,
  step text not null,
  who text not null,
  level text,
  cost_minor bigint,
  currency text,
  -- { kind, code } where it went wrong
  failure jsonb,
  -- the carrier's answer or a person's note, under the same key as the change
  sealed bytea,
  primary key (tenant, change, position),
  foreign key (tenant, change) references delivery_changes
);

do $$
declare t text;
begin
  foreach t in array array['change_rules', 'delivery_changes', 'delivery_change_steps'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert on change_rules, delivery_change_steps to :app;
grant select, insert, update on delivery_changes to :app;
