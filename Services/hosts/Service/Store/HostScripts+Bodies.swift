extension HostScripts {
    static let heartbeatBody = """
        local id, silence, lifetime = ARGV[5], tonumber(ARGV[16]), tonumber(ARGV[15])
        local function given(index, fallback) if ARGV[index] ~= '' then return ARGV[index] end return fallback end
        local known = load(id, silence)
        local record = {}
        local alive = known and lives(known)
        if alive then record = cjson.decode(redis.call('GET', '\(HostKeys.record)' .. id)) end
        local region = given(8, alive and known.region or ARGV[14])
        if known and known.region ~= region then drop(id .. '|' .. known.region) end
        local host = { id = id, region = region, room = ARGV[6], sessions = known and known.sessions or 0,
            capacity = tonumber(given(10, alive and known.capacity or 1)),
            reservations = known and known.reservations or {}, heartbeat = now, alive = now + lifetime }
        if ARGV[9] == 'busy' and host.sessions == 0 then beginSession(host) end
        saveSlots(host)
        redis.call('HSET', '\(HostKeys.state)' .. id, 'region', region, 'room', host.room, 'capacity', host.capacity,
            'heartbeat', number(now), 'alive', number(host.alive))
        redis.call('PEXPIRE', '\(HostKeys.state)' .. id, silence + tonumber(ARGV[17]))
        local game = record.gameInfo or { name = 'Desktop Session', specs = 'Generic Host' }
        if ARGV[12] ~= '' then game = { name = string.sub(ARGV[12], 2), specs = ARGV[13] } end
        redis.call('SET', '\(HostKeys.record)' .. id, cjson.encode({ hostId = id, roomId = host.room,
            status = shown(host), region = region, lastHeartbeat = now,
            publicIp = given(11, record.publicIp or ARGV[7]), gameInfo = game }), 'PX', lifetime)
        redis.call('ZADD', '\(HostKeys.alive)', number(host.alive), id .. '|' .. region)
        place(host)
        return { incarnation }
        """

    static let statusBody = """
        local host = load(ARGV[5], tonumber(ARGV[7]))
        if not host or not lives(host) then return { incarnation, 0 } end
        if ARGV[6] == 'busy' then
            beginSession(host)
        else
            host.sessions = 0
            host.reservations = {}
        end
        saveSlots(host)
        local record = cjson.decode(redis.call('GET', '\(HostKeys.record)' .. host.id))
        record.status = shown(host)
        redis.call('SET', '\(HostKeys.record)' .. host.id, cjson.encode(record), 'KEEPTTL')
        place(host)
        return { incarnation, 1 }
        """

    /// Claims a slot; gives back `found`, the host and when the claim lapses, or `none`, or `again`.
    private static let claiming = """
        local function claim(region, reservation, silence)
            local quarantine = redis.call('GET', '\(HostKeys.quarantine)')
            if quarantine and now < tonumber(quarantine) then return 'none' end
            local scope = region ~= '' and ':' .. region or ''
            local free, returning = '\(HostKeys.free)' .. scope, '\(HostKeys.returning)' .. scope

            -- The host of a member of an index, if it lives and is still in that region; else the member goes.
            local function host(member)
                local bar = string.find(member, '|', 1, true)
                local host = load(string.sub(member, 1, bar - 1), silence)
                if host and host.region == string.sub(member, bar + 1) and lives(host) then return host end
                drop(member)
                return nil
            end

            -- Each round takes one off the free set or fills it from those whose reservation has lapsed.
            for _ = 1, 32 do
                local member = redis.call('SRANDMEMBER', free)
                if not member then
                    local due = redis.call('ZRANGE', returning, '-inf', number(now), 'BYSCORE', 'LIMIT', 0, 16)
                    if #due == 0 then return 'none' end
                    for _, member in ipairs(due) do
                        local host = host(member)
                        if host then place(host) end
                    end
                else
                    local host = host(member)
                    if host and host.capacity - #host.reservations - host.sessions > 0 then
                        table.insert(host.reservations, now + reservation)
                        table.sort(host.reservations)
                        saveSlots(host)
                        place(host)
                        return 'found', host, now + reservation
                    end
                    if host then place(host) end
                end
            end
            return 'again'
        end

        """

    static let findBody =
        claiming + """
            local outcome, host = claim(ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]))
            if outcome ~= 'found' then return { incarnation, outcome } end
            return { incarnation, 'found', host.id, host.room }
            """

    /// What is kept for a match: its host, when its claim lapses, and until when it is kept; nothing when nothing is.
    private static let holding = """
        local key, silence = '\(HostKeys.match)' .. ARGV[5], tonumber(ARGV[6])
        local function hold()
            local id, lapse, till = string.match(redis.call('GET', key) or '', '^(.*)|(%d+)|(%d+)$')
            if not id or tonumber(till) <= now then return nil end
            local host = load(id, silence)
            if not host or not lives(host) then return nil end
            return host, tonumber(lapse)
        end
        local function keep(host, lapse, lasts)
            redis.call('SET', key, host.id .. '|' .. number(lapse) .. '|' .. number(now + lasts), 'PX', number(lasts))
        end

        """

    static let reserveBody =
        claiming + holding + """
            local outcome, host, lapse = 'found', hold()
            if not host then
                outcome, host, lapse = claim(ARGV[7], tonumber(ARGV[8]), silence)
                if outcome ~= 'found' then return { incarnation, outcome } end
                keep(host, lapse, tonumber(ARGV[8]))
            end
            return { incarnation, 'found', host.id, host.room, host.region }
            """

    static let checkBody =
        holding + """
            local host, lapse = hold()
            local outcome = 'gone'
            if host then
                for _, each in ipairs(host.reservations) do if each == lapse then outcome = 'kept' end end
                if host.sessions > 0 then outcome = 'inSession' end
            end
            if outcome == 'gone' then redis.call('DEL', key) else keep(host, lapse, silence) end
            return { incarnation, outcome }
            """

    static let releaseBody =
        holding + """
            local host, lapse = hold()
            redis.call('DEL', key)
            if host then
                for index, each in ipairs(host.reservations) do
                    if each == lapse then
                        table.remove(host.reservations, index)
                        saveSlots(host)
                        place(host)
                        break
                    end
                end
            end
            return { incarnation }
            """

    static let listBody = """
        local members = redis.call('ZRANGE', '\(HostKeys.alive)', '(' .. number(now), '+inf', 'BYSCORE',
            'LIMIT', ARGV[5], ARGV[6])
        local answer = { incarnation, #members }
        for _, member in ipairs(members) do
            local id = string.sub(member, 1, string.find(member, '|', 1, true) - 1)
            local host = load(id, tonumber(ARGV[7]))
            if host and lives(host) and id .. '|' .. host.region == member then
                table.insert(answer, { id, redis.call('GET', '\(HostKeys.record)' .. id), host.capacity,
                    #host.reservations, host.sessions })
            end
        end
        return answer
        """

    static let sweepBody = """
        local dead = redis.call('ZRANGE', '\(HostKeys.alive)', '-inf', number(now), 'BYSCORE', 'LIMIT', 0, ARGV[5])
        for _, member in ipairs(dead) do drop(member) end
        return { incarnation, #dead }
        """
}
