-- subject, now, a mark of its own. A person has few grants and sessions:
-- each is removed, and what no list names is dead by the mark.
write_even_when_full()
local grants, count = key('zs', ARGV[1]), 0
for _, grant in ipairs(redis.call('ZRANGE', grants, 0, -1)) do
    if is_live(grant) then
        count = count + 1
    end
    revoke_grant(grant)
end
local sessions = key('zn', ARGV[1])
for _, session in ipairs(redis.call('ZRANGE', sessions, 0, -1)) do
    redis.call('DEL', key('n', session))
end
redis.call('DEL', grants, sessions)
mark('ms', ARGV[1], tonumber(ARGV[2]), ARGV[3])
return count
