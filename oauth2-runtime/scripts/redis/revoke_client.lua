-- client, now, a mark of its own. A client may have millions of grants and tokens: the mark ends
-- them all, and what is left of them goes at its end.
local grants = key('zc', ARGV[1])
local count = redis.call('ZCARD', grants)
mark('mc', ARGV[1], tonumber(ARGV[2]), ARGV[3])
redis.call('UNLINK', grants)
return count
