"""Proposals, visits and change requests lie where their household lies, whoever moves it (compare 0002 and 0008)."""

from django.db import migrations

TABLES = ("proposal", "visit", "changerequest")

FOLLOW = "".join(
    f"""
ALTER TABLE poverty_{table} ADD CONSTRAINT {table}_lies_where_household_lies
    FOREIGN KEY (household_id, region_id) REFERENCES poverty_household (id, region_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""
    for table in TABLES
)
UNFOLLOW = "".join(f"ALTER TABLE poverty_{table} DROP CONSTRAINT {table}_lies_where_household_lies;" for table in TABLES)

FUNCTION = """
CREATE OR REPLACE FUNCTION poverty_give_first_area() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
{updates}
    RETURN NULL;
END $$;
"""
UPDATE = "    UPDATE poverty_{table} SET region_id = NEW.region_id WHERE household_id = NEW.id AND region_id IS NULL;"


def function(*tables):
    return FUNCTION.format(updates="\n".join(UPDATE.format(table=table) for table in tables))


class Migration(migrations.Migration):
    dependencies = [("poverty", "0013_duplicates")]
    operations = [
        migrations.RunSQL(FOLLOW, UNFOLLOW),
        migrations.RunSQL(function("member", "assessment", *TABLES), function("member", "assessment")),
    ]
