namespace GameServer.Engine;

/// <summary>
/// Where the engine's chance comes from: the system's secure source in a server, a seeded one in a test.
/// Called from any thread.
/// </summary>
public interface IChance
{
    /// <summary>Fills <paramref name="bytes"/> with what nobody can guess.</summary>
    void Fill(Span<byte> bytes);
}

/// <summary>What the engine draws: ids, codes, epochs, tokens.</summary>
public static class Chance
{
    /// <summary>Digits and letters without 0, O, 1, I and L.</summary>
    public const string CodeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

    /// <summary>64 random bits as 16 hexadecimal digits: an epoch (JRN-3), a run, a player's id.</summary>
    public static string Id(this IChance chance) => Convert.ToHexStringLower(chance.Bytes(8));

    /// <summary>256 random bits, base64url: a player's token.</summary>
    public static string Token(this IChance chance) => System.Buffers.Text.Base64Url.EncodeToString(chance.Bytes(32));

    /// <summary>A room's code of <paramref name="length"/> characters, each equally likely.</summary>
    public static string Code(this IChance chance, int length) =>
        string.Create(length, chance, static (code, chance) =>
        {
            for (var i = 0; i < code.Length; i++) code[i] = CodeAlphabet[chance.Below(CodeAlphabet.Length)];
        });

    /// <summary>A number from 0 to <paramref name="bound"/> - 1 (bound up to 256), without modulo bias: bytes above the last full multiple are drawn again.</summary>
    public static int Below(this IChance chance, int bound)
    {
        Span<byte> one = stackalloc byte[1];
        do chance.Fill(one); while (one[0] >= 256 / bound * bound);
        return one[0] % bound;
    }

    /// <summary><paramref name="count"/> random bytes.</summary>
    public static byte[] Bytes(this IChance chance, int count)
    {
        var bytes = new byte[count];
        chance.Fill(bytes);
        return bytes;
    }
}
