-- client, family.
local grant = redis.call('GET', key('f', ARGV[2] .. ARGV[1]))
if not grant or not is_live(grant) then
    return false
end
local row = redis.call('HMGET', key('g', grant), 'subject', 'scopes', 'current', 'previous',
    'rotated', 'refresh_end')
return { grant, row[1], row[2], row[3], row[4] or '', row[5], row[6] }
