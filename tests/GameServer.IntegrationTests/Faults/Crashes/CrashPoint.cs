using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// kill -9 at a chosen place of a move's way: the environment's FAULT_CRASH=after-commit:17 ends the process when it is there for
/// the seventeenth time. It stands around the server's journal and hub protocol; the server itself knows nothing of it.
/// </summary>
internal sealed class CrashPoint(string point, int times)
{
    /// <summary>The hub has read the move; no room knows of it.</summary>
    public const string BeforeApply = "before-apply";

    /// <summary>The room has applied it; nothing of it is written.</summary>
    public const string AfterApply = "after-apply";

    /// <summary>It is in the database; the mark beside it still says the batch before.</summary>
    public const string BeforeMark = "before-mark";

    /// <summary>It is in the database, and marked; nobody was told.</summary>
    public const string AfterCommit = "after-commit";

    /// <summary>Its events are on their way to everybody; its own player has no answer.</summary>
    public const string BeforeAnswer = "before-answer";

    /// <summary>In the order of a move's way.</summary>
    public static readonly string[] All = [BeforeApply, AfterApply, BeforeMark, AfterCommit, BeforeAnswer];

    private int _left = times;

    /// <summary>The one that FAULT_CRASH names; null: none.</summary>
    public static CrashPoint? FromEnvironment() =>
        Environment.GetEnvironmentVariable("FAULT_CRASH")?.Split(':') is [var point, var times] ? new CrashPoint(point, int.Parse(times, CultureInfo.InvariantCulture)) : null;

    /// <summary>Puts it into a composed server.</summary>
    /// <param name="services">The server's.</param>
    /// <param name="mark">The file of the journal's head mark.</param>
    public void Plant(IServiceCollection services, string mark)
    {
        services.AddSingleton<IHubProtocol>(provider => new CrashingProtocol(this, provider.GetRequiredService<StrictJsonProtocol>())); // the last of a name is taken
        JournalAround.Add(services, async (batch, write) =>
        {
            if (!batch.OfType<RoomCommit>().Any(commit => commit.Acks.Count > 0))
            {
                await write();
                return;
            }
            At(AfterApply);
            var before = point == BeforeMark ? await File.ReadAllBytesAsync(mark) : [];
            await write();
            // Database and mark are written in one call: the moment between them is made by taking the second back.
            At(BeforeMark, () => File.WriteAllBytes(mark, before));
            At(AfterCommit);
        });
    }

    private void At(string here, Action? first = null)
    {
        if (here != point || Interlocked.Decrement(ref _left) != 0) return;
        first?.Invoke();
        Process.GetCurrentProcess().Kill();
        new ManualResetEvent(false).WaitOne(); // the signal is on its way: nothing more happens here
    }

    private sealed class CrashingProtocol(CrashPoint crash, IHubProtocol inner) : IHubProtocol
    {
        public string Name => inner.Name;

        public int Version => inner.Version;

        public TransferFormat TransferFormat => inner.TransferFormat;

        public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

        public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
        {
            if (Encoding.UTF8.GetString(input).Contains($"\"{HubMethods.Send}\"", StringComparison.Ordinal)) crash.At(BeforeApply);
            return inner.TryParseMessage(ref input, binder, out message);
        }

        public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

        public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
        {
            if (message is CompletionMessage { Result: RawJson }) crash.At(BeforeAnswer); // the answer of a move alone is one
            return inner.GetMessageBytes(message);
        }
    }
}
