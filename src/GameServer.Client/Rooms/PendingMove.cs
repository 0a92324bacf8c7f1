using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>A move in the outbox. Fields other than the first ones belong to its <see cref="Outbox"/>.</summary>
internal sealed class PendingMove(long n, string name, IReadOnlyList<RawJson> args)
{
    public long N { get; } = n;
    public string Name { get; } = name;
    public IReadOnlyList<RawJson> Args { get; } = args;

    /// <summary>Completed with the ack, or with a <see cref="MoveDroppedException"/>.</summary>
    public TaskCompletionSource<Ack> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How often it was sent; an answer to an earlier copy says nothing about this one, unless it decides the move.</summary>
    public int Attempt { get; set; }

    /// <summary>Whether it was sent on the present connection.</summary>
    public bool WasSentHere { get; set; }

    /// <summary>Connections the server closed with an error while this was its first undecided move (MOV-7).</summary>
    public int Strikes { get; set; }
}
