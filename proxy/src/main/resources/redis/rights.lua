-- KEYS: one that nobody has. Says which of the commands of all scripts the user may not use. Each is
-- called so that it changes nothing: on a key that is not there, or with what it refuses.
local key = KEYS[1]
local calls = {
  { 'TIME' }, { 'INFO', 'server' }, { 'RANDOMKEY' }, { 'DBSIZE' },
  { 'GET', key }, { 'SET', key, '', 'NX', 'XX' }, { 'DEL', key }, { 'UNLINK', key },
  { 'PTTL', key },
  { 'HGET', key, '' }, { 'HMGET', key, '' }, { 'HSET', key, '', '', '' }, { 'HDEL', key, '' },
  { 'HKEYS', key }, { 'HEXISTS', key, '' }, { 'HSTRLEN', key, '' }, { 'HINCRBY', key, '', 'x' },
  { 'HRANDFIELD', key },
}

local function is_denied(said)
  local text = type(said) == 'table' and said.err or ''
  return string.find(text, 'NOPERM', 1, true)
    or string.find(text, "can't run", 1, true)
    or string.find(text, "can't access", 1, true)
end

local denied = {}
for _, call in ipairs(calls) do
  if is_denied(redis.pcall(unpack(call))) then
    denied[#denied + 1] = string.lower(call[1])
  end
end
return denied
