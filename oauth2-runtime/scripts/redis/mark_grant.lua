-- grant. Nothing brings it back: the mark outlives every token that is kept.
redis.call('SET', key('mg', ARGV[1]), '', 'EX',
    math.max(DAY + HOUR, redis.call('TTL', key('l', '')) + HOUR))
return 0
