-- Whose roster KEYS[1] is; nothing where nobody has beaten.
return redis.call('HGET', KEYS[1], 'installation') or ''
