"""A household that gets its first area gives it to its people and assessments.

Their composite keys follow every later move, but a key with a NULL in it cascades nothing.
"""

from django.db import migrations

FOLLOW = """
CREATE FUNCTION poverty_give_first_area() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE poverty_member SET region_id = NEW.region_id WHERE household_id = NEW.id AND region_id IS NULL;
    UPDATE poverty_assessment SET region_id = NEW.region_id WHERE household_id = NEW.id AND region_id IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER give_first_area AFTER UPDATE OF region_id ON poverty_household
    FOR EACH ROW WHEN (OLD.region_id IS NULL AND NEW.region_id IS NOT NULL)
    EXECUTE FUNCTION poverty_give_first_area();
"""
UNFOLLOW = """
DROP TRIGGER give_first_area ON poverty_household;
DROP FUNCTION poverty_give_first_area();
"""


class Migration(migrations.Migration):
    dependencies = [("poverty", "0007_both_coordinates")]
    operations = [migrations.RunSQL(FOLLOW, UNFOLLOW)]
