using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The runtime's way to the hooks, which are protected so that nobody else has one.</summary>
public abstract partial class Game
{
    internal const string TimerHook = nameof(OnTimer);
    internal const string TickHook = nameof(OnTick);
    internal const string JoinHook = nameof(OnJoin);
    internal const string LeaveHook = nameof(OnLeave);
    internal const string LegalHook = nameof(Legal);

    internal void CallOnOptions(RawJson options) => OnOptions(options);

    internal void CallOnStart() => OnStart();

    internal void CallOnJoin(int seat) => OnJoin(seat);

    internal void CallOnLeave(int seat) => OnLeave(seat);

    internal void CallOnTimer(string name) => OnTimer(name);

    internal void CallOnTick(double dt) => OnTick(dt);

    internal object? CallFrame() => Frame();

    internal IEnumerable<MoveOption> CallLegal(int seat) => Legal(seat);
}
