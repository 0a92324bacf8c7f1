using System.Security.Cryptography;
using System.Text;

namespace GameServer.Operations;

/// <summary>What log lines call people by: enough to follow one through the lines, too little to find one.</summary>
internal static class LogNames
{
    /// <summary>8 hexadecimal digits that are the same for the same player.</summary>
    public static string Player(string? id) => id is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 4));
}
