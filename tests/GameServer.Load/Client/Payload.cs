using System.Buffers.Text;

namespace GameServer.LoadTool;

/// <summary>The data of one event: a JSON string that begins with who sent it, its number, and when it was due.</summary>
internal static class Payload
{
    /// <summary>Its usual length, quotes included; bytes.</summary>
    public const int Length = 120;

    private const byte Mark = (byte)'~';

    /// <summary>Writes <c>"~sender.number.due~xxx..."</c>.</summary>
    public static void Write(Span<byte> to, int sender, long number, long due)
    {
        to[0] = (byte)'"';
        to[1] = Mark;
        var at = 2;
        at += Digits(to[at..], sender, (byte)'.');
        at += Digits(to[at..], number, (byte)'.');
        at += Digits(to[at..], due, Mark);
        to[at..^1].Fill((byte)'x');
        to[^1] = (byte)'"';
    }

    /// <summary>The next payload in a message; what follows it is left in <paramref name="text"/>. False: there is none.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> text, out int sender, out long number, out long due)
    {
        (sender, number, due) = (0, 0, 0);
        var at = text.IndexOf(Mark);
        if (at < 0) return false;
        text = text[(at + 1)..];
        sender = (int)Number(ref text);
        number = Number(ref text);
        due = Number(ref text);
        return true;
    }

    private static int Digits(Span<byte> to, long number, byte end)
    {
        Utf8Formatter.TryFormat(number, to, out var written);
        to[written] = end;
        return written + 1;
    }

    // Up to and with the byte that ends it.
    private static long Number(ref ReadOnlySpan<byte> text)
    {
        long number = 0;
        var at = 0;
        for (; text[at] is >= (byte)'0' and <= (byte)'9'; at++) number = number * 10 + text[at] - '0';
        text = text[(at + 1)..];
        return number;
    }
}
