-- ARGV: generation, highest fence seen, how many at most. KEYS behind the first are estates: of the
-- first that has any, some at random, since several heirs should not take up the same.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end
-- What a rebuild has left behind goes.
local function read_some(estate, most)
  if not is_current(estate) then
    redis.call('DEL', estate)
    return {}
  end
  local found = redis.call('HRANDFIELD', estate, digits(most + 2), 'WITHVALUES')
  local some = {}
  for i = 1, #found, 2 do
    if found[i] ~= BYTES and found[i] ~= GENERATION and #some < most then
      some[#some + 1] = found[i + 1]
    end
  end
  return some
end

for i = 2, #KEYS do
  local some = read_some(KEYS[i], tonumber(ARGV[3]))
  if #some > 0 then
    return { fence, some }
  end
end
return { fence, {} }
