-- What each shop says of itself. Append-only: a change is a new version, the highest one stands.

create table policies (
  tenant text not null references tenants,
  shop text not null,
  version integer not null check (version > 0),
  changed_at timestamptz not null,
  -- "operator", or the API key's id
  changed_by text not null,
  body jsonb not null,
  primary key (tenant, shop, version),
  foreign key (tenant, shop) references shops
);

-- What shoppers asked and the shop hasn't told; closed by the version that tells it. `detail` is a country's code or empty.
create table policy_gaps (
  tenant text not null references tenants,
  shop text not null,
  topic text not null,
  detail text not null,
  first_asked timestamptz not null,
  last_asked timestamptz not null,
  count integer not null,
  resolved_at timestamptz,
  resolved_version integer,
  primary key (tenant, shop, topic, detail),
  foreign key (tenant, shop) references shops,
  check ((resolved_at is null) = (resolved_version is null))
);

-- Who asked, so that one shopper counts once; goes with the conversation.
create table policy_gap_askers (
  tenant text not null,
  conversation uuid not null,
  shop text not null,
  topic text not null,
  detail text not null,
  primary key (tenant, conversation, shop, topic, detail),
  foreign key (tenant, conversation) references conversations on delete cascade
);

do $$
declare t text;
begin
  foreach t in array array['policies', 'policy_gaps', 'policy_gap_askers'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert on policies, policy_gap_askers to :app;
grant select, insert, update on policy_gaps to :app;
