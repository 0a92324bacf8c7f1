using BenchmarkDotNet.Attributes;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace GameServer.Benchmarks;

/// <summary>A room's message as it goes out: encoded once per hub protocol, whoever gets it.</summary>
public class Messages
{
    private static readonly IHubProtocol Json = new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = StrictJson.Options }));
    private static readonly IHubProtocol MessagePack = new MessagePackProtocol(Json);

    private readonly RawJson _frame = RawJson.From(Enumerable.Range(0, 8).Select(i => new[] { i, 100 * i + 250, 90 * i + 300 }));
    private readonly RawJson _entries = EntryEncoder.Batch(Sample.Room, Sample.Epoch, [new LogEvent(1, EntryEncoder.Encode(Sample.Event, 0).ToArray(), null)], null).Entries;

    [Benchmark(Description = "encode a frame of 8 entities, JSON")]
    public int JsonFrame() => HubEncoding.Of(Frame(), Json).Length;

    [Benchmark(Description = "encode a frame of 8 entities, MessagePack")]
    public int PackedFrame() => HubEncoding.Of(Frame(), MessagePack).Length;

    [Benchmark(Description = "encode one event's message, JSON")]
    public int JsonEvents() => HubEncoding.Of(Events(), Json).Length;

    [Benchmark(Description = "encode one event's message, MessagePack")]
    public int PackedEvents() => HubEncoding.Of(Events(), MessagePack).Length;

    private FrameMessage Frame() => new(Sample.Room, tick: 1_234, basedOn: 42, _frame);

    private EventBatch Events() => new(Sample.Room, Sample.Epoch, first: 42, last: 42, count: 1, _entries);
}
