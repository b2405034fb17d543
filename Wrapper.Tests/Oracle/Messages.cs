namespace TorchBridge.Tests.Oracle;

/// <summary>Messages to the oracle.</summary>
internal static class Messages
{
    public const string Vjp = """{"id":ID,"kind":"evaluate","module":"program","function":"vjp","input":{"program":{"inputs":["x"],"nodes":[["a","tanh",["x"]],["y","mul",["a","x"]]],"outputs":["y"]},"tensors":{"x":{"dtype":"float64","shape":[2],"data":[0.5,-1.25]}},"cotangents":{"y":{"dtype":"float64","shape":[2],"data":[1,1]}}}}""";

    public static string Numbered(this string message, int id) => message.Replace("ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>A request of one output y, without cotangents.</summary>
    public static string Evaluate(string function, string inputs, string nodes, string tensors, string more = "", string outputs = "\"y\"") =>
        $$"""{"id":1,"kind":"evaluate","module":"program","function":"{{function}}","input":{"program":{"inputs":[{{inputs}}],"nodes":[{{nodes}}],"outputs":[{{outputs}}]},"tensors":{ {{tensors}} }{{more}} } }""";

    public static string Tensor(string shape, string data, string dtype = "float64") => $$"""{"dtype":"{{dtype}}","shape":[{{shape}}],"data":[{{data}}]}""";
}
