-- ARGV: generation, highest fence seen, bids behind what they took of limits and came to nothing.
local why = doubt(ARGV[1], ARGV[2])
if why then
  return why
end
for i = 3, #ARGV do
  give_back(next_charged(ARGV[i]))
end
return { fence, {} }
