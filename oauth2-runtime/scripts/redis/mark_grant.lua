-- grant. Nothing brings it back: the mark outlives every token that is kept.
write_even_when_full()
redis.call('SET', key('mg', ARGV[1]), '', 'EX',
    math.max(DAY + HOUR, redis.call('TTL', key('l', '')) + HOUR))
return 0
