using System.Security.Cryptography;
using GameServer.Engine;

namespace GameServer.Delivery;

/// <summary>Chance of the operating system, fit for tokens.</summary>
internal sealed class SecureChance : IChance
{
    public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
}
