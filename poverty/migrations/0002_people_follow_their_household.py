"""What holds between tables: people and assessments lie in their household's area; every name is known once.

The composite keys make the repeated `region_id` of members and assessments follow the household's, whoever writes it:
reach is decided on that column.
"""

from django.db import migrations

FOLLOW = """
ALTER TABLE poverty_household ADD CONSTRAINT household_key_with_region UNIQUE (id, region_id);
ALTER TABLE poverty_member ADD CONSTRAINT member_lies_where_household_lies
    FOREIGN KEY (household_id, region_id) REFERENCES poverty_household (id, region_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE poverty_assessment ADD CONSTRAINT assessment_lies_where_household_lies
    FOREIGN KEY (household_id, region_id) REFERENCES poverty_household (id, region_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
"""
UNFOLLOW = """
ALTER TABLE poverty_assessment DROP CONSTRAINT assessment_lies_where_household_lies;
ALTER TABLE poverty_member DROP CONSTRAINT member_lies_where_household_lies;
ALTER TABLE poverty_household DROP CONSTRAINT household_key_with_region;
"""

NAMES = """
CREATE FUNCTION poverty_know_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO poverty_knownname (name_key)
    SELECT DISTINCT name_key FROM written WHERE name_key <> '' ORDER BY name_key
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER know_names_of_new AFTER INSERT ON poverty_member
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION poverty_know_names();
CREATE TRIGGER know_names_of_changed AFTER UPDATE ON poverty_member
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION poverty_know_names();
"""
FORGET = """
DROP TRIGGER know_names_of_changed ON poverty_member;
DROP TRIGGER know_names_of_new ON poverty_member;
DROP FUNCTION poverty_know_names();
"""


class Migration(migrations.Migration):
    dependencies = [("poverty", "0001_initial")]
    operations = [migrations.RunSQL(FOLLOW, UNFOLLOW), migrations.RunSQL(NAMES, FORGET)]
