-- What a merchant says a carrier's code means. Append-only: a change is a new version, the highest one stands; withdrawing is
-- one too. `carrier` is 'none' for scans of which no carrier is known.

create table code_mappings (
  tenant text not null references tenants,
  carrier text not null,
  code text not null,
  version integer not null check (version > 0),
  changed_at timestamptz not null,
  -- "operator", or the API key's id
  changed_by text not null,
  withdrawn boolean not null,
  -- null: says nothing of where the parcel is
  status text,
  reason jsonb,
  action jsonb,
  -- also where the connector's own table has a meaning
  override boolean not null,
  primary key (tenant, carrier, code, version)
);

-- How far a version's history was derived again. Listed: its parcels are in `code_mapping_parcels`, which empties as they are done.
create table code_mapping_runs (
  tenant text not null,
  carrier text not null,
  code text not null,
  version integer not null,
  listed boolean not null default false,
  parcels integer not null default 0,
  changed integer not null default 0,
  finished_at timestamptz,
  primary key (tenant, carrier, code, version),
  foreign key (tenant, carrier, code, version) references code_mappings
);

create table code_mapping_parcels (
  tenant text not null,
  carrier text not null,
  code text not null,
  version integer not null,
  parcel uuid not null,
  primary key (tenant, carrier, code, version, parcel),
  foreign key (tenant, carrier, code, version) references code_mapping_runs
);

-- The queue of unmapped codes; scans that say something are not in it, so they cost nothing more to store.
create index on scans (tenant, code) where milestone is null and code is not null;

do $$
declare t text;
begin
  foreach t in array array['code_mappings', 'code_mapping_runs', 'code_mapping_parcels'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I to :app using (tenant = current_setting(''whereabouts.tenant'', true)) with check (tenant = current_setting(''whereabouts.tenant'', true))', t);
  end loop;
end $$;
grant select, insert on code_mappings to :app;
grant select, insert, update on code_mapping_runs to :app;
grant select, insert, delete on code_mapping_parcels to :app;
