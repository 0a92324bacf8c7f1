namespace GameServer.Engine;

/// <summary>What bugs cost: a game's its step, and too many of them its room (FLT-3).</summary>
internal sealed partial class Room
{
    /// <summary>Faults of its game in a row that end a room (FLT-3).</summary>
    private const int FaultsInARow = 10;

    // Used by the room's turn alone.
    private int _faults;      // in a row
    private int _frameFaults; // in a row

    private void Blame(Exception fault, string move)
    {
        _services.Log.GameFault(Name, Game, move, fault);
        _faultsEver++;
    }

    private void CountFault(ref int inARow)
    {
        if (++inARow >= FaultsInARow) EndRoom($"its game failed {FaultsInARow} times in a row");
    }

    // A step of the game, whatever began it.
    private void Measure(TimeSpan took)
    {
        if (took >= TimeSpan.FromMilliseconds(_services.Options.Room.HandlerWarnMs)) _services.Log.SlowStep(Name, Game, took);
        if (took >= TimeSpan.FromMilliseconds(_services.Options.Room.HandlerFailMs)) EndRoom("its game took too long over one step");
    }

    private void EndRoom(string why)
    {
        if (_header.HasEnded) return;
        _services.Log.RoomFaulted(Name, Game, why);
        IsFaulted = true;
        End();
    }
}
