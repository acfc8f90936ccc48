-- How many claims each integration has on this master, by a sample of all keys. ARGV: how many keys
-- to look at. What it says: all keys, how many were looked at, then names and how many were theirs.
local wanted = tonumber(ARGV[1])
local looked, found = 0, {}
while looked < wanted do
  local key = redis.call('RANDOMKEY')
  if not key then
    break
  end
  looked = looked + 1
  local name, rest = string.match(key, '^sp:{([%l%d%-]+):%d+}()')
  -- Signed bytes have a byte more, a shard's own keys are shorter.
  if name and #key - rest + 1 == 16 then
    found[name] = (found[name] or 0) + 1
  end
end
local said = { redis.call('DBSIZE'), looked }
for name, count in pairs(found) do
  said[#said + 1] = name
  said[#said + 1] = count
end
return said
