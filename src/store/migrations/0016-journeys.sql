-- Several carriers may tell of one parcel, each under a number of its own: `journey` is the least id among the rows that are legs
-- of the same way. `chosen`: the merchant said whose parcel it is, and no number's looks say otherwise.
alter table parcels add column journey uuid, add column chosen boolean not null default false;
create index on parcels (tenant, journey) where journey is not null;
