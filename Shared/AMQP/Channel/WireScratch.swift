import CRabbitMQ

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Memory for the strings and tables of one call into librabbitmq, which wants pointers that stay valid until it returns.
///
/// Owns an `amqp_pool_t`; `reset()` makes everything given out before invalid. Confined to the connection's thread.
final class WireScratch {
    private let pool: UnsafeMutablePointer<amqp_pool_t>

    init() {
        pool = .allocate(capacity: 1)
        pool.initialize(to: amqp_pool_t())
        init_amqp_pool(pool, 4096)
    }

    deinit {
        empty_amqp_pool(pool)
        pool.deallocate()
    }

    func reset() { recycle_amqp_pool(pool) }

    func bytes(_ text: String) -> amqp_bytes_t {
        var text = text
        return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
    }

    func bytes(_ data: Data) -> amqp_bytes_t {
        data.withUnsafeBytes { copy($0) }
    }

    func table(_ fields: [String: FieldValue]) -> amqp_table_t {
        guard !fields.isEmpty else { return amqp_table_t() }
        let entries = array(of: amqp_table_entry_t.self, count: fields.count)
        for (index, field) in fields.enumerated() {
            var entry = amqp_table_entry_t()
            entry.key = bytes(field.key)
            entry.value = value(field.value)
            (entries + index).initialize(to: entry)
        }
        return amqp_table_t(num_entries: Int32(fields.count), entries: entries)
    }

    private func value(_ field: FieldValue) -> amqp_field_value_t {
        var result = amqp_field_value_t()
        func set(_ kind: amqp_field_value_kind_t) { result.kind = UInt8(truncatingIfNeeded: kind.rawValue) }
        switch field {
        case .bool(let value):
            set(AMQP_FIELD_KIND_BOOLEAN)
            result.value.boolean = value ? 1 : 0
        case .int(let value):
            set(AMQP_FIELD_KIND_I64)
            result.value.i64 = value
        case .double(let value):
            set(AMQP_FIELD_KIND_F64)
            result.value.f64 = value
        case .string(let value):
            set(AMQP_FIELD_KIND_UTF8)
            result.value.bytes = bytes(value)
        case .bytes(let value):
            set(AMQP_FIELD_KIND_BYTES)
            result.value.bytes = bytes(value)
        case .timestamp(let value):
            set(AMQP_FIELD_KIND_TIMESTAMP)
            result.value.u64 = UInt64(clamping: value)
        case .array(let values):
            set(AMQP_FIELD_KIND_ARRAY)
            let entries = array(of: amqp_field_value_t.self, count: max(values.count, 1))
            for (index, element) in values.enumerated() { (entries + index).initialize(to: value(element)) }
            result.value.array = amqp_array_t(num_entries: Int32(values.count), entries: entries)
        case .table(let fields):
            set(AMQP_FIELD_KIND_TABLE)
            result.value.table = table(fields)
        case .void:
            set(AMQP_FIELD_KIND_VOID)
        }
        return result
    }

    private func copy(_ source: UnsafeRawBufferPointer) -> amqp_bytes_t {
        guard let from = source.baseAddress, source.count > 0 else { return amqp_bytes_t() }
        let target = allocate(source.count)
        target.copyMemory(from: from, byteCount: source.count)
        return amqp_bytes_t(len: source.count, bytes: target)
    }

    private func array<Element>(of type: Element.Type, count: Int) -> UnsafeMutablePointer<Element> {
        allocate(count * MemoryLayout<Element>.stride).bindMemory(to: type, capacity: count)
    }

    private func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        guard let memory = amqp_pool_alloc(pool, count) else { preconditionFailure("out of memory") }
        return memory
    }
}
