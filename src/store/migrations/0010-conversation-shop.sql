-- Which shop a conversation is with: a person answers in its name, and times are told in its zone. Null where nothing tells yet.

alter table conversations add column shop text;
alter table conversations add foreign key (tenant, shop) references shops;
