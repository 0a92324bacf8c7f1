using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>
/// What a message to the server may be; checked before it is sent, because the server closes the connection of whoever sends more (MOV-7).
/// </summary>
public static class MoveLimits
{
    /// <summary>Bytes of one message as it travels, its envelope included.</summary>
    public const int MessageBytes = 8_192;

    /// <summary>Nesting of one argument.</summary>
    public const int Depth = 16;

    // {"type":1,"invocationId":"<up to 19 digits>","target":"Input","arguments":[...]} and the separator.
    private const int EnvelopeBytes = 96;

    // The number is not known yet when the size is checked.
    private const long LongestNumber = RawJson.MaxInteger;

    /// <exception cref="ArgumentException">The move has no name, or is too large, too deep, or holds numbers or texts no client can.</exception>
    internal static void Check(string room, string move, IReadOnlyList<RawJson> args)
    {
        ArgumentException.ThrowIfNullOrEmpty(move);
        for (var i = 0; i < args.Count; i++) CheckSound(args[i], $"Argument {i + 1} of the move '{move}'");
        CheckSize(new SendRequest(room, LongestNumber, move, args), $"The move '{move}'");
    }

    /// <exception cref="ArgumentException">The input is too large, too deep, or holds numbers or texts no client can.</exception>
    internal static void CheckInput(string room, RawJson data)
    {
        CheckSound(data, "The input");
        CheckSize(new InputRequest(room, LongestNumber, data), "The input");
    }

    private static void CheckSound(RawJson value, string what)
    {
        if (!value.IsSound(Depth))
            throw new ArgumentException($"{what} is no JSON value that every client can hold: at most {Depth} levels deep, finite numbers, integers within ±(2^53 - 1), whole characters.");
    }

    private static void CheckSize<T>(T request, string what)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(request, Wire.Json).Length + EnvelopeBytes;
        if (bytes > MessageBytes)
            throw new ArgumentException($"{what} is {bytes} bytes as it would travel; the server takes at most {MessageBytes}.");
    }
}
