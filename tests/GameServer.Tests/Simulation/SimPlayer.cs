namespace GameServer.Tests.Simulation;

/// <summary>A person: an identity, and the pages it has opened; the last one that was not taken over is the one it looks at.</summary>
public sealed class SimPlayer(SimWorld world, string name)
{
    private int _opened;

    public string Name { get; } = name;

    public string? Token { get; set; }

    public string Id { get; set; } = "";

    public List<SimClient> Pages { get; } = [];

    public SimClient Page => Pages.FindLast(page => !page.IsOver) ?? Pages[^1];

    /// <summary>Opens a page, which takes the older one over (CON-2): that one ends when it hears of it, and comes back when it does not.</summary>
    public SimClient Open()
    {
        var page = new SimClient(world, this, ++_opened == 1 ? Name : $"{Name}#{_opened}");
        if (Pages.Count > 0)
        {
            foreach (var room in Page.Rooms) page.Know(room.Code);
        }
        Pages.Add(page);
        page.Dial();
        return page;
    }
}
