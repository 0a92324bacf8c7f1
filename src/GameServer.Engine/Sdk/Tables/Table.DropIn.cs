using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Games that one drops into: the match is always on, and bots make up the number.</summary>
public sealed partial class Table
{
    private bool _isMakingRoom;

    // One bot goes when a person makes the table larger than it needs to be, in a match and between two.
    private void MakeRoom()
    {
        if (!_type.Attribute.DropIn || Taken <= _type.MinSeats) return;
        if (Array.FindLast(_seats, member => member is { IsBot: true }) is not { } bot) return;
        _isMakingRoom = true;
        Remove(bot, LeftReasons.Leave);
        _isMakingRoom = false;
    }

    private void Refill(int seat)
    {
        Played(_match.Leave(seat));
        if (!_isMakingRoom && Taken < _type.MinSeats && _order.Exists(member => !member.IsBot)) AddBot(seat);
    }

    private Pilot PilotOf(int seat) => _seats.ElementAtOrDefault(seat) switch
    {
        null => Pilot.Nobody,
        { IsBot: true } => Pilot.Bot,
        { IsAway: true } or { IsHidden: true } => Pilot.Autopilot,
        _ => Pilot.Player,
    };

    /// <summary>A member's page was hidden or shown. Nobody is told; in a game that one drops into the autopilot steers meanwhile.</summary>
    public void SetHidden(string player, bool isHidden)
    {
        if (!_members.TryGetValue(player, out var member)) return;
        member.IsHidden = isHidden;
        if (isHidden && _phase == TablePhase.Playing && member.Seat < _match.Seats) _match.Inputs.Clear(member.Seat.Value);
    }
}

/// <summary>Who steers a seat just now.</summary>
public enum Pilot
{
    /// <summary>The seat is empty.</summary>
    Nobody,

    /// <summary>Its player: by <see cref="Game.Input"/>.</summary>
    Player,

    /// <summary>A bot that holds the seat: the game steers it.</summary>
    Bot,

    /// <summary>In place of a player who is away or does not look: the game steers it.</summary>
    Autopilot,
}
