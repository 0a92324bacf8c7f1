namespace GameServer.Engine;

/// <summary>What happened in the engine that an operator may want to know; the host writes the log lines. Called from any thread; it never throws.</summary>
public interface INodeLog
{
    /// <summary>A game's bug cost one move; its room lives.</summary>
    void GameFault(string room, string game, string move, Exception fault);

    /// <summary>A room was given up after too many faults, or because its saved state cannot be read.</summary>
    void RoomFaulted(string room, string game, string why);

    /// <summary>A step of a game took longer than it may.</summary>
    void SlowStep(string room, string game, TimeSpan took);

    /// <summary>A room's turn does not return: its game's code hangs, and holds a thread. Told once a turn.</summary>
    void TurnHangs(string room, string game, TimeSpan after);

    /// <summary>A game could not read a player's input, which then counts as none; told as often as one comes.</summary>
    /// <param name="room">Where.</param>
    /// <param name="game">Which.</param>
    /// <param name="expected">What the game reads it as: nothing of what was sent.</param>
    void InputDidNotFit(string room, string game, string expected);

    /// <summary>An exception that nothing expects, a bug of the server: it cost one room or one connection, and nobody else noticed.</summary>
    void Escaped(string from, Exception bug);

    /// <summary>A write to the journal failed; it is tried again until it succeeds.</summary>
    void JournalFailed(JournalException failure);

    /// <summary>The journal writes again.</summary>
    void JournalRecovered(TimeSpan after);

    /// <summary>A room's history was lost or damaged, and it got a new epoch.</summary>
    void EpochRaised(string room, string reason);

    /// <summary>A reader could not be given events and gets the state.</summary>
    void SnapshotInstead(string player, string room, string reason);

    /// <summary>The engine ended a connection.</summary>
    void ConnectionClosed(string connection, string reason);
}
