using System.Text;
using System.Text.Json;
using TorchBridge.Oracle.Protocol;
using TorchBridge.Oracle.Serving;
using static TorchBridge.Tests.Oracle.Messages;

namespace TorchBridge.Tests.Oracle;

[TestClass]
public sealed class ProtocolTests
{
    private static readonly string s_x = $"\"x\":{Tensor("2", "0.5,-1.25")}";

    public static IEnumerable<object[]> Wrong =>
    [
        ["", "invalid-json"], ["{", "invalid-json"], ["nonsense", "invalid-json"], ["{\"id\":1,\"id\":2,\"kind\":\"start\"}", "invalid-json"],
        [new string('[', 5000), "invalid-json"], ["{\"id\":1,\"kind\":\"define\",\"module\":\"\\ud800\"}", "invalid-json"],
        ["[]", "invalid-request"], ["1", "invalid-request"], ["{}", "invalid-request"], ["{\"kind\":\"start\"}", "invalid-request"], ["{\"id\":{},\"kind\":\"start\"}", "invalid-request"],
        ["{\"id\":1}", "invalid-request"], ["{\"id\":1,\"kind\":2}", "invalid-request"], ["{\"id\":1,\"kind\":\"define\"}", "invalid-request"],
        ["{\"id\":1,\"kind\":\"define\",\"module\":\"kmeans\"}", "unknown-module"],
        ["{\"id\":1,\"kind\":\"evaluate\",\"module\":\"program\"}", "invalid-request"], ["{\"id\":1,\"kind\":\"evaluate\",\"module\":\"program\",\"function\":\"vjp\"}", "invalid-request"],
        ["{\"id\":1,\"kind\":\"evaluate\",\"module\":\"program\",\"function\":\"vjp\",\"input\":3}", "invalid-request"],
        [Evaluate("integrate", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x), "unknown-function"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanhh\",[\"x\"]]", s_x), "unknown-operator"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"z\"]]", s_x), "unknown-name"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"y\"]]", s_x), "unknown-name"],
        [Evaluate("value", "\"x\"", "[\"a\",\"tanh\",[\"y\"]],[\"y\",\"tanh\",[\"a\"]]", s_x), "unknown-name"],
        [Evaluate("value", "\"x\"", "[\"x\",\"tanh\",[\"x\"]]", s_x), "invalid-program"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\"]", s_x), "invalid-program"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[[\"x\"]]]", s_x), "invalid-program"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x, outputs: ""), "invalid-program"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\",\"x\"]]", s_x), "invalid-argument"],
        [Evaluate("value", "\"x\"", "[\"y\",\"softmax\",[\"x\"]]", s_x), "invalid-argument"],
        [Evaluate("value", "\"x\"", "[\"y\",\"softmax\",[\"x\"],{\"dim\":0.5}]", s_x), "invalid-argument"],
        [Evaluate("value", "\"x\"", "[\"y\",\"softmax\",[\"x\"],{\"dim\":1e300}]", s_x), "invalid-argument"],
        [Evaluate("value", "\"x\"", "[\"y\",\"gelu\",[\"x\"],{\"approximate\":\"import os\"}]", s_x), "invalid-argument"],
        [Evaluate("value", "\"x\"", "[\"y\",\"softmax\",[\"x\"],{\"dim\":7}]", s_x), "operator-failed"],
        [Evaluate("value", "\"x\"", "[\"y\",\"expand\",[\"x\"],{\"size\":[100000,100000,2]}]", s_x), "too-large"],
        [Evaluate("value", "\"x\"", "[\"a\",\"diag\",[\"x\"]],[\"b\",\"kron\",[\"a\",\"a\"]],[\"c\",\"kron\",[\"b\",\"b\"]],[\"d\",\"kron\",[\"c\",\"c\"]],[\"y\",\"kron\",[\"d\",\"d\"]]", s_x), "too-large"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", ""), "invalid-request"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", $"\"x\":{Tensor("3", "1,2")}"), "invalid-tensor"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", $"\"x\":{Tensor("-1", "")}"), "invalid-tensor"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", $"\"x\":{Tensor("1000000,1000000", "1")}"), "too-large"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", $"\"x\":{Tensor("9223372036854775807,0", "")}"), "too-large"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", $"\"x\":{Tensor("1", "1e999")}"), "invalid-tensor"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", $"\"x\":{Tensor("1", "\"one\"")}"), "invalid-tensor"],
        [Evaluate("value", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", $"\"x\":{Tensor("1", "1", "float16")}"), "invalid-tensor"],
        [Evaluate("grad", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x), "non-scalar-output"],
        [Evaluate("vjp", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x), "non-scalar-output"],
        [Evaluate("vjp", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x, $",\"cotangents\":{{\"y\":{Tensor("3", "1,2,3")}}}"), "invalid-tensor"],
        [Evaluate("vjp", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x, $",\"cotangents\":{{\"z\":{Tensor("2", "1,2")}}}"), "unknown-name"],
        [Evaluate("vjp", "\"x\"", "[\"y\",\"gt\",[\"x\",0]]", s_x, $",\"cotangents\":{{\"y\":{Tensor("2", "1,2")}}}"), "invalid-tensor"],
        [Evaluate("jvp", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x), "invalid-request"],
        [Evaluate("jacobian", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x, ",\"wrt\":[]"), "invalid-request"],
        [Evaluate("backward", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x), "invalid-request"],
        [Evaluate("backward", "\"x\"", "[\"y\",\"tanh\",[\"x\"]]", s_x, ",\"steps\":[{\"do\":\"dance\"}]"), "invalid-request"],
    ];

    [TestMethod]
    [DynamicData(nameof(Wrong))]
    public void WhatIsWrongHasAStableCode(string line, string code)
    {
        long before = TorchSharp.torch.Tensor.TotalCount;
        JsonElement answer = Answer(line);
        Assert.IsFalse(answer.GetProperty("success").GetBoolean());
        string error = answer.GetProperty("error").GetString()!;
        Assert.AreEqual(code, error.Split(": ")[0], error);
        Assert.IsGreaterThan(code.Length + 10, error.Length, "a code and a sentence");
        Assert.DoesNotContain('\n', error);
        Assert.AreEqual(before, TorchSharp.torch.Tensor.TotalCount);
    }

    [TestMethod]
    public void AnswersCarryTheIdAndUnknownKindsGetTheIdAlone()
    {
        Assert.AreEqual("""{"id":7}""", Text("""{"kind":"analysis","id":7,"of":5}"""));
        Assert.AreEqual("""{"id":"a\"b"}""", Text("""{"id":"a\"b","kind":"something new"}"""));
        Assert.AreEqual("""{"id":2,"success":true}""", Text("""{"id":2,"kind":"define","module":"program"}"""));
    }

    [TestMethod]
    public void StartTellsWhatItIs()
    {
        JsonElement config = Answer("""{"id":0,"kind":"start","eval":"torchbridge"}""").GetProperty("config");
        Assert.AreEqual(1, config.GetProperty("protocol").GetInt32());
        Assert.AreEqual("2.10.0", config.GetProperty("libtorch").GetString());
        Assert.IsGreaterThan(350, config.GetProperty("operators").GetArrayLength());
        Assert.AreEqual(8, config.GetProperty("functions").GetArrayLength());
    }

    [TestMethod]
    [DataRow("float64", "0.1,-0,1E+300,5E-324,\"NaN\",\"Infinity\",\"-Infinity\",123456789.125")]
    [DataRow("float32", "0.1,-0,1E+30,1E-45,\"NaN\",\"Infinity\",\"-Infinity\",16777216")]
    [DataRow("complex128", "[0.1,-0],[1E+300,5E-324],[\"NaN\",1],[\"Infinity\",2],[0,\"-Infinity\"],[1,2],[3,4],[5,6]")]
    [DataRow("complex64", "[0.1,-0],[1E+30,1E-45],[\"NaN\",1],[\"Infinity\",2],[0,\"-Infinity\"],[1,2],[3,4],[5,6]")]
    [DataRow("int64", "0,1,-1,9007199254740992,2,3,4,5")]
    [DataRow("bool", "true,false,true,true,false,false,true,false")]
    public void NumbersComeBackAsTheyWent(string dtype, string data)
    {
        JsonElement answer = Answer(Evaluate("value", "\"x\"", "[\"y\",\"clone\",[\"x\"]]", $"\"x\":{Tensor("2,4", data, dtype)}"));
        Assert.AreEqual(Tensor("2,4", data, dtype), answer.GetProperty("output").GetProperty("values").GetProperty("y").GetRawText());
    }

    [TestMethod]
    public void TheDocumentsExample()
    {
        JsonElement answer = Answer(Vjp.Numbered(2));
        Assert.AreEqual("""{"dtype":"float64","shape":[2],"data":[0.8553410237429735,-1.1988022226830537]}""", answer.GetProperty("output").GetProperty("vjp").GetProperty("x").GetRawText());
    }

    [TestMethod]
    public void EveryKindOfAutogradErrorHasACodeOfItsOwn()
    {
        ErrorCode[] codes = [.. Enum.GetValues<AutogradError>().Select(ErrorCodes.Of)];
        CollectionAssert.AllItemsAreUnique(codes);
        CollectionAssert.AllItemsAreUnique(ErrorCodes.Names.ToArray());
    }

    private static string Text(string line)
    {
        using var session = new Session();
        return Encoding.UTF8.GetString(session.Answer(Encoding.UTF8.GetBytes(line)).Span).TrimEnd('\n');
    }

    private static JsonElement Answer(string line) => OracleProcess.Parse(Text(line));
}
