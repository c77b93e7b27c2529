import CRabbitMQ

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension String {
    /// A copy; what isn't UTF-8 is repaired, since names and texts are for people.
    init(_ bytes: amqp_bytes_t) {
        self.init(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}

extension Data {
    init(_ bytes: amqp_bytes_t) {
        if let start = bytes.bytes, bytes.len > 0 { self.init(bytes: start, count: bytes.len) } else { self.init() }
    }
}

extension MessageProperties {
    /// Copies what is set out of librabbitmq's memory.
    init(_ wire: amqp_basic_properties_t) {
        self.init(deliveryMode: .transient)
        func isSet(_ flag: Int32) -> Bool { wire._flags & UInt32(bitPattern: flag) != 0 }
        if isSet(AMQP_BASIC_MESSAGE_ID_FLAG) { messageID = String(wire.message_id) }
        if isSet(AMQP_BASIC_CORRELATION_ID_FLAG) { correlationID = String(wire.correlation_id) }
        if isSet(AMQP_BASIC_REPLY_TO_FLAG) { replyTo = String(wire.reply_to) }
        if isSet(AMQP_BASIC_CONTENT_TYPE_FLAG) { contentType = String(wire.content_type) }
        if isSet(AMQP_BASIC_TYPE_FLAG) { type = String(wire.type) }
        if isSet(AMQP_BASIC_APP_ID_FLAG) { appID = String(wire.app_id) }
        if isSet(AMQP_BASIC_EXPIRATION_FLAG) { expirationMilliseconds = Int(String(wire.expiration)) }
        if isSet(AMQP_BASIC_DELIVERY_MODE_FLAG), wire.delivery_mode == 2 { deliveryMode = .persistent }
        if isSet(AMQP_BASIC_TIMESTAMP_FLAG) { timestamp = Int64(clamping: wire.timestamp) }
        if isSet(AMQP_BASIC_HEADERS_FLAG) { headers = FieldValue.fields(wire.headers) }
    }

    /// The C form, in memory of `scratch`.
    func wire(in scratch: WireScratch) -> amqp_basic_properties_t {
        var wire = amqp_basic_properties_t()
        var flags: Int32 = AMQP_BASIC_DELIVERY_MODE_FLAG
        wire.delivery_mode = deliveryMode.rawValue
        func set(_ text: String?, _ flag: Int32, _ member: inout amqp_bytes_t) {
            guard let text else { return }
            flags |= flag
            member = scratch.bytes(text)
        }
        set(messageID, AMQP_BASIC_MESSAGE_ID_FLAG, &wire.message_id)
        set(correlationID, AMQP_BASIC_CORRELATION_ID_FLAG, &wire.correlation_id)
        set(replyTo, AMQP_BASIC_REPLY_TO_FLAG, &wire.reply_to)
        set(contentType, AMQP_BASIC_CONTENT_TYPE_FLAG, &wire.content_type)
        set(type, AMQP_BASIC_TYPE_FLAG, &wire.type)
        set(appID, AMQP_BASIC_APP_ID_FLAG, &wire.app_id)
        set(expirationMilliseconds.map { String(max(0, $0)) }, AMQP_BASIC_EXPIRATION_FLAG, &wire.expiration)
        if let timestamp {
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
            wire.timestamp = UInt64(clamping: timestamp)
        }
        if !headers.isEmpty {
            flags |= AMQP_BASIC_HEADERS_FLAG
            wire.headers = scratch.table(headers)
        }
        wire._flags = UInt32(bitPattern: flags)
        return wire
    }
}

extension FieldValue {
    static func fields(_ table: amqp_table_t) -> [String: FieldValue] {
        var fields: [String: FieldValue] = [:]
        for index in 0..<Int(table.num_entries) {
            let entry = table.entries[index]
            fields[String(entry.key)] = FieldValue(entry.value)
        }
        return fields
    }

    /// Widths of numbers are forgotten; a decimal becomes a double.
    init(_ wire: amqp_field_value_t) {
        switch amqp_field_value_kind_t(UInt32(wire.kind)) {
        case AMQP_FIELD_KIND_BOOLEAN: self = .bool(wire.value.boolean != 0)
        case AMQP_FIELD_KIND_I8: self = .int(Int64(wire.value.i8))
        case AMQP_FIELD_KIND_U8: self = .int(Int64(wire.value.u8))
        case AMQP_FIELD_KIND_I16: self = .int(Int64(wire.value.i16))
        case AMQP_FIELD_KIND_U16: self = .int(Int64(wire.value.u16))
        case AMQP_FIELD_KIND_I32: self = .int(Int64(wire.value.i32))
        case AMQP_FIELD_KIND_U32: self = .int(Int64(wire.value.u32))
        case AMQP_FIELD_KIND_I64: self = .int(wire.value.i64)
        case AMQP_FIELD_KIND_U64: self = .int(Int64(clamping: wire.value.u64))
        case AMQP_FIELD_KIND_F32: self = .double(Double(wire.value.f32))
        case AMQP_FIELD_KIND_F64: self = .double(wire.value.f64)
        case AMQP_FIELD_KIND_DECIMAL:
            var value = Double(wire.value.decimal.value)
            for _ in 0..<wire.value.decimal.decimals { value /= 10 }
            self = .double(value)
        case AMQP_FIELD_KIND_UTF8: self = .string(String(wire.value.bytes))
        case AMQP_FIELD_KIND_BYTES: self = .bytes(Data(wire.value.bytes))
        case AMQP_FIELD_KIND_TIMESTAMP: self = .timestamp(Int64(clamping: wire.value.u64))
        case AMQP_FIELD_KIND_ARRAY:
            self = .array((0..<Int(wire.value.array.num_entries)).map { FieldValue(wire.value.array.entries[$0]) })
        case AMQP_FIELD_KIND_TABLE: self = .table(Self.fields(wire.value.table))
        default: self = .void
        }
    }
}
