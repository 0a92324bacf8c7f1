using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace GameServer.Journals;

/// <summary>
/// The checksum of one record: XXH3 of its kind, its key and its fields, each with its length, so that neither a flipped bit
/// nor a record at another's place passes (JRN-4). Reused for record after record; each thread has its own.
/// </summary>
internal sealed class RecordSum
{
    private readonly XxHash3 _hash = new();

    public long Value => (long)_hash.GetCurrentHashAsUInt64();

    /// <summary>Begins the next record.</summary>
    public RecordSum Of(char kind)
    {
        _hash.Reset();
        return Add((long)kind);
    }

    public RecordSum Add(long value)
    {
        _hash.Append(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));
        return this;
    }

    public RecordSum Add(bool value) => Add(value ? 1L : 0L);

    public RecordSum Add(int? value) => value is { } present ? Add(1L).Add((long)present) : Add(0L);

    /// <summary>As UTF-8: what the file holds, also where the text was no sound UTF-16.</summary>
    public RecordSum Add(string? text)
    {
        if (text is null) return Add(-1L);
        if (text.Length > 256) return Add(Encoding.UTF8.GetBytes(text));
        Span<byte> utf8 = stackalloc byte[256 * 3];
        return Add(utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }

    public RecordSum Add(ReadOnlySpan<byte> bytes)
    {
        Add((long)bytes.Length);
        _hash.Append(bytes);
        return this;
    }
}
