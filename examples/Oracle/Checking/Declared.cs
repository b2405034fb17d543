using System.Text.Json;
using TorchBridge.Oracle.Cases;
using TorchBridge.Oracle.Protocol;

namespace TorchBridge.Oracle.Checking;

/// <summary>
/// What an engine declares to support in its first answer: <c>{"config": {"dtypes": […], "functions": […], "operators": […]}}</c>. A
/// missing list means no limit.
/// </summary>
internal sealed record Declared(HashSet<string>? DTypes, HashSet<string>? Functions, HashSet<string>? Operators)
{
    public static readonly Declared Nothing = new(null, null, null);

    public static Declared Read(JsonElement started)
    {
        JsonElement config = started.ValueKind == JsonValueKind.Object && started.TryGetProperty("config", out JsonElement given) ? given
            : default;
        return config.ValueKind == JsonValueKind.Object
            ? new Declared(Names(config, "dtypes"), Names(config, "functions"), Names(config, "operators")) : Nothing;
    }

    /// <summary>The case as skipped, if it needs something that is not declared; else null.</summary>
    public Outcome? Skips(Case each)
    {
        if (Functions?.Contains(each.Function) == false)
            return Undeclared("function", each.Function);
        string[] types = [.. each.Request.Tensors.Values.Select(tensor => tensor.Type.Name())];
        if (DTypes is not null && types.FirstOrDefault(type => !DTypes.Contains(type)) is { } type)
            return Undeclared("dtype", type);
        return Operators is not null && each.Request.Program.Nodes.FirstOrDefault(node => !Operators.Contains(node.Operator)) is { } node
            ? Undeclared("operator", node.Operator) : null;

        Outcome Undeclared(string what, string name) =>
            new(each, Status.Skipped, $"not declared: {what} {name}") { Reason = $"{what}s that the engine does not declare" };
    }

    private static HashSet<string>? Names(JsonElement config, string field)
    {
        if (!config.TryGetProperty(field, out JsonElement names))
            return null;
        if (names.ValueKind != JsonValueKind.Array || names.EnumerateArray().Any(name => name.ValueKind != JsonValueKind.String))
            throw new InvalidOperationException($"the engine's answer to the first message has config.{field} that is not a list of names");
        return [.. names.EnumerateArray().Select(name => name.GetString()!)];
    }
}
