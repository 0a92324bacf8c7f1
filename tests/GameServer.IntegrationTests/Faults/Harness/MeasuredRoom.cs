namespace GameServer.IntegrationTests.Faults;

/// <summary>A room of listeners of which one writes: what its members see of each other's delays is measured.</summary>
internal sealed class MeasuredRoom(IReadOnlyList<Listener> members) : IAsyncDisposable
{
    /// <summary>Those who read all the time; the first of them writes.</summary>
    public IReadOnlyList<Listener> Members => members;

    /// <summary>A room of the product with so many members.</summary>
    public static async Task<(MeasuredRoom Room, string Code)> OpenAsync(Uri server, int members)
    {
        var (first, code) = await Listener.OpenRealAsync(server);
        var all = new List<Listener> { first };
        while (all.Count < members) all.Add(await Listener.EnterRealAsync(server, code));
        return (new MeasuredRoom(all), code);
    }

    /// <summary>A room of plain groups with so many members.</summary>
    public static async Task<MeasuredRoom> EnterControlAsync(Uri server, string code, int members)
    {
        var all = new List<Listener>();
        while (all.Count < members) all.Add(await Listener.EnterControlAsync(server, code));
        return new MeasuredRoom(all);
    }

    /// <summary>What was measured so far is forgotten.</summary>
    public void Begin()
    {
        foreach (var member in members) member.Begin();
    }

    /// <summary>The delay that 99 of 100 deliveries stayed below; milliseconds.</summary>
    public double P99()
    {
        var all = members.SelectMany(member => member.Latencies).Order().ToList();
        return all.Count > 0 ? all[(int)(all.Count * 0.99)] : double.PositiveInfinity; // nothing came at all
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in members) await member.DisposeAsync();
    }
}
