using System.Buffers.Text;

namespace GameServer.Protocol;

/// <summary>
/// A surrogate without its other half, written as an escape: well-formed JSON, and no text in UTF-8. Who takes such a text for one throws.
/// </summary>
internal static class HalfCharacter
{
    // \uXXXX
    private const int EscapeBytes = 6;

    /// <summary>Where the first one's escape begins in a JSON text that was read without a fault; -1: there is none.</summary>
    public static int In(ReadOnlySpan<byte> escaped)
    {
        for (var i = 0; escaped[i..].IndexOf((byte)'\\') is var next and >= 0;)
        {
            i += next;
            var unit = UnitAt(escaped, i);
            if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(UnitAt(escaped, i + EscapeBytes))) i += 2 * EscapeBytes;
            else if (char.IsSurrogate(unit)) return i;
            else i += 2; // the rest of an escape holds none
        }
        return -1;
    }

    // Zero for what is no such escape.
    private static char UnitAt(ReadOnlySpan<byte> escaped, int at) =>
        at + EscapeBytes <= escaped.Length && escaped[at..(at + 2)].SequenceEqual("\\u"u8) && Utf8Parser.TryParse(escaped.Slice(at + 2, 4), out ushort unit, out _, 'X')
            ? (char)unit
            : default;
}
