-- An address to compare with ranges; null where the text is none, because one bad row must not end a search.
CREATE FUNCTION to_address(value text) RETURNS inet LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
  RETURN value::inet;
EXCEPTION WHEN invalid_text_representation THEN
  RETURN NULL;
END $$;
