-- ARGV: generation, highest fence seen, how many at most, how many bytes at most (but for the first of
-- them). KEYS behind the first are estates: of the first that has any, some at random, since several
-- heirs should not take up the same.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end

local function read_some(estate, most, bytes_most)
  if not is_current(estate) then
    clear(estate) -- of most nodes nothing is there at all
    return {}
  end
  local some, bytes = {}, 0
  for _, name in ipairs(redis.call('HRANDFIELD', estate, digits(most + 2))) do
    if name ~= BYTES and name ~= GENERATION and #some < most then
      bytes = bytes + redis.call('HSTRLEN', estate, name)
      if #some > 0 and bytes > bytes_most then
        return some
      end
      some[#some + 1] = redis.call('HGET', estate, name)
    end
  end
  return some
end

for i = 2, #KEYS do
  local some = read_some(KEYS[i], tonumber(ARGV[3]), tonumber(ARGV[4]))
  if #some > 0 then
    return { fence, some }
  end
end
return { fence, {} }
