using System.Collections.Concurrent;
using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

/// <summary>Writes down what a client delivered and sent, a line each.</summary>
public sealed class ListTrace : IClientTrace
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public void Welcomed(int generation, string playerId, string run) => Lines.Enqueue($"welcome {generation}");
    public void Event(int generation, string room, RoomItem.Event item) => Lines.Enqueue($"event {item.Seq} of {generation}");
    public void Hidden(int generation, string room, string epoch, long from, long upTo) => Lines.Enqueue($"hidden {from}-{upTo} of {generation}");
    public void Snapshot(int generation, string room, RoomItem.Snapshot item) => Lines.Enqueue($"snapshot {item.Seq} {item.Reason} of {generation}");
    public void Sent(int generation, string room, long n, string move, IReadOnlyList<RawJson> args) => Lines.Enqueue($"sent {n} {move} of {generation}");
    public void Acked(int generation, string room, Ack ack) => Lines.Enqueue($"acked {ack.N} of {generation}");
    public void Ended(int generation, string cause) => Lines.Enqueue($"ended {generation} {cause}");
}
