namespace GameServer.Tests.Simulation;

/// <summary>
/// A bug put between the engine and its world, so that a simulation must find it: a proof that it would find the engine's own.
/// Each is planted in a wrapper (disk, host, link, scheduler, clock), none in the engine.
/// </summary>
public enum PlantedBug
{
    None,

    /// <summary>The journal says "durable" early; acks wait for the truth, events do not.</summary>
    DeliverBeforeCommit,

    /// <summary>The journal says "durable" early; events wait for the truth, acks do not.</summary>
    AckBeforeCommit,

    /// <summary>A resume starts where the server stopped writing, not where the client stopped reading.</summary>
    CursorFromServerMemory,

    /// <summary>A move read from a connection that was taken over is handed to the newer one.</summary>
    OldConnectionsMoveAccepted,

    /// <summary>The server does not hear which page it talks to: one page's move gets the ack of another's.</summary>
    AckOfAnotherPage,

    /// <summary>A resume skips one event.</summary>
    ResumeOffByOne,

    /// <summary>Events read back from the journal have lost their audience.</summary>
    AudienceSkippedInReplay,

    /// <summary>A snapshot shows the private part of another seat.</summary>
    AudienceSkippedInSnapshot,

    /// <summary>Acks are not in the commit, so that a restart forgets them.</summary>
    AcksOutsideTheCommit,

    /// <summary>The journal lost its tail and goes on under the same epoch.</summary>
    EpochKeptAfterTruncation,

    /// <summary>A reader behind the log's bound goes on without the snapshot.</summary>
    TrimmedWithoutSnapshot,

    /// <summary>The pump of a connection is run twice at a time.</summary>
    TwoPumps,

    /// <summary>The late close of an older connection takes the newer one out of its rooms: connected and deaf.</summary>
    TakeOverWithoutGenerationCheck,

    /// <summary>Elapsed time is measured by the wall clock.</summary>
    TimerByWallClock,

    /// <summary>Of several events written at once only the newest arrives.</summary>
    EventConflated,
}
