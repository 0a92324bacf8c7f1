using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Games;

/// <summary>
/// The smallest game: whatever a member emits becomes an event of the room. No seats, no rules, no state; what Socket.IO's rooms are,
/// without the losses.
/// </summary>
[Game("relay")]
public sealed class Relay : Game
{
    private const int LongestType = 32;

    /// <summary>Publishes <paramref name="data"/>, as it is, under the name <paramref name="type"/>.</summary>
    /// <param name="type">A letter, then up to 31 letters or digits; none of the events every table has.</param>
    /// <param name="data">Any JSON.</param>
    [Move]
    public void Emit(string type, RawJson data = default)
    {
        RequireArgs(type.Length is > 0 and <= LongestType && char.IsAsciiLetter(type[0]) && type.All(char.IsAsciiLetterOrDigit), "a type is a letter and up to 31 letters or digits");
        if (type is "chat" or "emote" or "joined" or "left" or "away" or "back" or "started" or "ended" or "seated" or "captain" or "again" or "patch")
        {
            RequireArgs(false, $"\"{type}\" is an event of every room"); // here alone, since the sentence would be made for every event
        }
        EmitRaw(type, data);
    }
}
